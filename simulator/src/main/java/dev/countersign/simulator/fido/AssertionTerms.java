package dev.countersign.simulator.fido;

/**
 * What all assertions of one request have in common.
 *
 * @param rpIdHash whom they are for
 * @param clientDataHash what they sign
 * @param present whether a person touched the token
 * @param verified whether the user was verified
 * @param several whether there are several accounts to choose from
 * @param extensions what else is wanted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never a key
record AssertionTerms(
    byte[] rpIdHash,
    byte[] clientDataHash,
    boolean present,
    boolean verified,
    boolean several,
    AssertExtensions extensions) {}
