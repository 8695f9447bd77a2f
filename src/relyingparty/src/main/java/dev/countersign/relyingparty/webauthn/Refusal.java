package dev.countersign.relyingparty.webauthn;

/**
 * Why a response was refused, the first reason in this order that applies. For logs and tests: show
 * whoever signs in one sentence for all of them.
 */
public enum Refusal {
  /** Not the JSON, base64url, CBOR or authenticator data of a response, or larger than any is. */
  MALFORMED,
  /** Nobody was given this challenge; or it was given out long ago, and its place was needed. */
  CHALLENGE_UNKNOWN,
  /** The challenge was in a response before. */
  CHALLENGE_USED,
  /** The challenge is too old. */
  CHALLENGE_EXPIRED,
  /** The challenge was for a registration and this is a sign-in, or the other way round. */
  OTHER_CEREMONY,
  /** The challenge was given to another session. */
  OTHER_SESSION,
  /** The challenge was given for another user, or for nobody in particular. */
  OTHER_USER,
  /** The challenge was given out under another policy. */
  OTHER_POLICY,
  /** The client says that it did something else than what it was asked for. */
  TYPE,
  /** The page is none of ours. */
  ORIGIN,
  /** Our page stood in a page of somebody else. */
  CROSS_ORIGIN,
  /** The key answered for another relying party. */
  RP_ID,
  /** The key says that nobody was there. */
  USER_PRESENCE,
  /** The key did not verify its user, and the policy asks for it. */
  USER_VERIFICATION,
  /** No such key is registered. */
  UNKNOWN_CREDENTIAL,
  /** The key is registered, for another user than the challenge was given to. */
  CREDENTIAL_OF_OTHER_USER,
  /** The key names another user than the one that it is registered for, or none where it must. */
  USER_HANDLE,
  /** The flags contradict each other, or those of the registration. */
  FLAGS,
  /** The identifier beside the response is not the one in it. */
  CREDENTIAL_ID,
  /** The public key is of no algorithm that the policy allows, or not well-formed for it. */
  ALGORITHM,
  /** The attestation statement is of a format that the policy does not allow. */
  ATTESTATION_FORMAT,
  /** The attestation statement does not hold. */
  ATTESTATION,
  /** The signature is not that of the registered key. */
  SIGNATURE,
  /** What the library says it verified is not what was received. */
  DISAGREEMENT,
  /** The attestation statement holds, and its maker is not trusted. */
  ATTESTATION_TRUST,
  /** The metadata report of the make what the policy refuses, such as a revocation. */
  MAKE_COMPROMISED,
  /** The counter of the key did not grow: there may be a copy of it. */
  COUNTER,
  /** The key is registered already, for this user or another. */
  DUPLICATE_CREDENTIAL,
  /** The user has as many devices as the policy allows. */
  DEVICE_LIMIT,
  /** The user has a key of this name. */
  DEVICE_NAME,
  /** Others changed the same state again and again. */
  BUSY
}
