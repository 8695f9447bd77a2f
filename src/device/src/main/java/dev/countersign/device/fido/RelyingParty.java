package dev.countersign.device.fido;

/**
 * For whom a credential is.
 *
 * @param id its identifier, a domain in lower case: {@code example.org}
 * @param name what to call it before a person
 */
public record RelyingParty(String id, String name) {}
