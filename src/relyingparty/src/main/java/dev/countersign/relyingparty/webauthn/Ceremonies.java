package dev.countersign.relyingparty.webauthn;

import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import dev.countersign.relyingparty.webauthn.ChallengeState.Ceremony;
import dev.countersign.relyingparty.webauthn.ChallengeState.Terms;
import dev.countersign.wire.cbor.Cbor;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Registration of security keys and sign-in with them ([WEBAUTHN-3] 7). Each ceremony has a
 * beginning, whose options go to the browser, and an end, which the browser's response comes to.
 *
 * <p>Challenges, users and keys are in one store; the nodes of a service share it. All methods
 * throw {@link StoreException} when it fails: then nothing was accepted. Safe for any number of
 * threads.
 */
public final class Ceremonies {
  private static final int MAX_DISPLAY_CHARACTERS = 64;

  private final Policy policy;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Cbor.Bytes fingerprint;
  private final Challenges challenges;
  private final Keyring keyring;
  private final Bindings bindings;
  private final Verifier verifier;

  /**
   * Ceremonies under a policy. Several may share a store, also of several relying parties.
   *
   * @param policy what is asked and allowed
   * @param store what all nodes share
   * @param clock the time
   * @param random where challenges and user handles come from
   */
  public Ceremonies(Policy policy, StateStore store, InstantSource clock, SecureRandom random) {
    this(policy, store, clock, random, OtherDevices.NONE);
  }

  /**
   * The same, for users who have other devices, too.
   *
   * @param others what counts towards {@link Policy#maxKeys} besides keys
   */
  public Ceremonies(
      Policy policy,
      StateStore store,
      InstantSource clock,
      SecureRandom random,
      OtherDevices others) {
    this(policy, store, clock, random, others, Challenges.USUAL_BYTES, new Library(policy, clock));
  }

  /** With challenges of another length, and with somebody else who verifies. */
  Ceremonies(
      Policy policy,
      StateStore store,
      InstantSource clock,
      SecureRandom random,
      OtherDevices others,
      int challengeBytes,
      Verifier verifier) {
    this.policy = policy;
    this.clock = clock;
    this.random = random;
    this.fingerprint = policy.fingerprint();
    this.challenges =
        new Challenges(
            policy.rpId(),
            store,
            policy.challengePlaces(),
            challengeBytes,
            policy.challengeLife(),
            clock,
            random);
    this.keyring = new Keyring(policy.rpId(), store, others);
    this.bindings = new Bindings(policy);
    this.verifier = verifier;
  }

  /**
   * Begins to register a key. Only for a user who is signed in, or is just being made.
   *
   * @param caller with a user
   * @param displayName what the key may show people for the user, 1 to 64 characters
   */
  public Begun beginRegistration(Caller caller, String displayName) {
    String user = named(caller);
    if (displayName.isEmpty() || displayName.length() > MAX_DISPLAY_CHARACTERS) {
      throw new IllegalArgumentException("a name to show has 1 to 64 characters");
    }
    Optional<UserKeys> keys = keyring.userWithHandle(user, random);
    if (keys.isEmpty()) {
      return new Begun.Refused(Refusal.BUSY);
    } else if (keyring.hasNoRoom(user, keys.get(), policy.maxKeys())) {
      return new Begun.Refused(Refusal.DEVICE_LIMIT);
    }
    Optional<byte[]> challenge =
        challenges.give(Terms.of(Ceremony.REGISTRATION, caller, fingerprint));
    if (challenge.isEmpty()) {
      return new Begun.Refused(Refusal.BUSY);
    }
    List<StoredCredential> known = keyring.credentials(user, keys.get());
    return new Begun.Options(
        OptionsJson.creation(
            policy, challenge.get(), user, displayName, keys.get().handle().value(), known));
  }

  /**
   * Ends a registration.
   *
   * @param caller the same as at its beginning
   * @param name what the user calls the key: letters, digits and any of {@code _+=,.@-}
   * @param response {@code PublicKeyCredential.toJSON()} of the browser
   * @throws IllegalArgumentException when the name is none
   */
  public RegistrationResult finishRegistration(Caller caller, String name, String response) {
    SecurityKeyArn.checkName(name);
    String user = named(caller);
    Responses.Registration read;
    try {
      read = Responses.registration(response);
    } catch (MalformedException e) {
      return new RegistrationResult.Refused(Refusal.MALFORMED);
    }
    AttestationObject attestation = read.attestation();
    AuthenticatorData.Attested attested = attestation.data().attested();
    if (attested == null) {
      return new RegistrationResult.Refused(Refusal.MALFORMED);
    }
    byte[] challenge = read.clientData().challenge();
    Optional<Refusal> refused =
        challenges
            .take(challenge, Terms.of(Ceremony.REGISTRATION, caller, fingerprint))
            .or(() -> bindings.client(read.type(), read.clientData(), ClientData.CREATE))
            .or(() -> bindings.key(attestation.data()))
            .or(() -> bindings.credential(read.id(), attestation, attested));
    if (refused.isPresent()) {
      return new RegistrationResult.Refused(refused.get());
    }
    UserKeys keys = keyring.user(user);
    if (!keys.known()) {
      return new RegistrationResult.Refused(Refusal.OTHER_USER);
    }
    Optional<com.yubico.webauthn.RegistrationResult> verified =
        verifier.verify(read, user, keys.handle());
    if (verified.isEmpty()) {
      return new RegistrationResult.Refused(Refusal.ATTESTATION);
    } else if (!Agreement.on(verified.get(), attestation.data(), attested)) {
      return new RegistrationResult.Refused(Refusal.DISAGREEMENT);
    }
    Optional<Refusal> distrusted = Trust.refuses(policy.attestation(), verified.get(), attestation);
    if (distrusted.isPresent()) {
      return new RegistrationResult.Refused(distrusted.get());
    }
    boolean trusted = verified.get().isAttestationTrusted();
    return store(user, keys, name, read, attested, trusted);
  }

  private RegistrationResult store(
      String user,
      UserKeys keys,
      String name,
      Responses.Registration read,
      AuthenticatorData.Attested attested,
      boolean trusted) {
    StoredCredential credential =
        StoredCredential.registered(
            user, keys.handle(), read, attested, clock.instant().getEpochSecond());
    byte[] suffix = new byte[SecurityKeyArn.SUFFIX_BYTES];
    random.nextBytes(suffix);
    UserKeys.Device device =
        new UserKeys.Device(credential.id(), name, SecurityKeyArn.suffix(suffix));
    Optional<Refusal> refused = keyring.add(credential, device, policy.maxKeys());
    if (refused.isPresent()) {
      return new RegistrationResult.Refused(refused.get());
    }
    return new RegistrationResult.Registered(
        RegisteredKey.of(policy, credential, device),
        bindings.format(read.attestation()),
        trusted,
        read.attestation().data().userVerified(),
        read.discoverable());
  }

  /**
   * Begins a sign-in: with a user, for any of the user's keys; without, for any key that knows its
   * user. With a user it tells who has keys and which ([WEBAUTHN-3] 14.6.2): let it be begun after
   * a password, or without a user.
   */
  public Begun beginAssertion(Caller caller) {
    List<StoredCredential> known =
        caller.user().map(user -> keyring.credentials(user, keyring.user(user))).orElse(List.of());
    if (caller.user().isPresent() && known.isEmpty()) {
      return new Begun.Refused(Refusal.UNKNOWN_CREDENTIAL);
    }
    return challenges
        .give(Terms.of(Ceremony.ASSERTION, caller, fingerprint))
        .<Begun>map(challenge -> new Begun.Options(OptionsJson.request(policy, challenge, known)))
        .orElse(new Begun.Refused(Refusal.BUSY));
  }

  /**
   * Ends a sign-in.
   *
   * @param caller the same as at its beginning
   * @param response {@code PublicKeyCredential.toJSON()} of the browser
   */
  public AssertionResult finishAssertion(Caller caller, String response) {
    Responses.Assertion read;
    try {
      read = Responses.assertion(response);
    } catch (MalformedException e) {
      return new AssertionResult.Refused(Refusal.MALFORMED);
    }
    byte[] challenge = read.clientData().challenge();
    Optional<Refusal> refused =
        challenges
            .take(challenge, Terms.of(Ceremony.ASSERTION, caller, fingerprint))
            .or(() -> bindings.client(read.type(), read.clientData(), ClientData.GET))
            .or(() -> bindings.key(read.data()));
    if (refused.isPresent()) {
      return new AssertionResult.Refused(refused.get());
    }
    Optional<Keyring.Found> found = keyring.credential(read.id());
    if (found.isEmpty()) {
      return new AssertionResult.Refused(Refusal.UNKNOWN_CREDENTIAL);
    }
    StoredCredential credential = found.get().credential();
    Optional<Refusal> other = bindings.owner(caller, read, credential);
    if (other.isPresent()) {
      return new AssertionResult.Refused(other.get());
    }
    Optional<com.yubico.webauthn.AssertionResult> verified =
        verifier.verify(read, caller, credential);
    if (verified.isEmpty()) {
      return new AssertionResult.Refused(Refusal.SIGNATURE);
    } else if (!Agreement.on(verified.get(), read.data(), credential)) {
      return new AssertionResult.Refused(Refusal.DISAGREEMENT);
    }
    return count(found.get(), read.data());
  }

  private AssertionResult count(Keyring.Found found, AuthenticatorData data) {
    Keyring.Use use =
        keyring.use(
            found,
            data.signCount(),
            data.backedUp(),
            policy.counter(),
            clock.instant().getEpochSecond());
    if (use instanceof Keyring.Use.Counted counted) {
      return new AssertionResult.SignedIn(
          counted.credential().user(),
          RegisteredKey.of(policy, counted.credential(), found.device()),
          data.userVerified(),
          counted.wentBack());
    }
    return new AssertionResult.Refused(((Keyring.Use.Refused) use).reason());
  }

  /** The keys of a user, in the order in which they were registered. */
  public List<RegisteredKey> keys(String user) {
    Caller.checkUser(user);
    UserKeys keys = keyring.user(user);
    return keyring.credentials(user, keys).stream()
        .flatMap(
            credential ->
                keys
                    .device(credential.id())
                    .map(device -> RegisteredKey.of(policy, credential, device))
                    .stream())
        .toList();
  }

  /**
   * Removes a key: it is good for nothing from then on.
   *
   * @return false when the user has no such key
   */
  public boolean remove(String user, SecurityKeyArn arn) {
    return keys(user).stream()
        .filter(key -> key.arn().equals(arn))
        .findAny()
        .map(key -> keyring.remove(user, key.credentialId()))
        .orElse(false);
  }

  private static String named(Caller caller) {
    return caller
        .user()
        .orElseThrow(() -> new IllegalArgumentException("a key is registered for a user"));
  }
}
