package dev.countersign.relyingparty.webauthn;

import dev.countersign.relyingparty.webauthn.RegistrationResult.Registered;
import java.util.List;
import java.util.Optional;

/**
 * A ceremony that began well, with all that may be changed before it ends: parts of the response,
 * who ends it, what the relying party is set to, and what happened in between.
 */
final class Scene {
  static final Policy LOOSE =
      Party.edit(
          Party.USUAL,
          new Attestation.Any(),
          List.of(Algorithm.ES256, Algorithm.EDDSA, Algorithm.ES384),
          CounterPolicy.REFUSE,
          1024);
  static final Policy TIGHT =
      Party.edit(LOOSE, LOOSE.attestation(), List.of(Algorithm.ES384), CounterPolicy.REFUSE, 1024);

  final Party party = new Party(LOOSE);
  final boolean registering;
  Ceremonies begins = party.ceremonies;
  Ceremonies ends = party.ceremonies;
  Caller beginner = Caller.of("session of alice", "alice");
  Caller ender = beginner;
  SoftKey key;
  Parts parts;
  String name = "new";
  boolean otherCeremony;
  boolean usedBefore;
  boolean expires;

  Scene(boolean registering) {
    this.registering = registering;
    this.key = new SoftKey(Algorithm.ES256);
    if (!registering) {
      register(key, "alice", "blue");
      key.counter = 5;
      if (!(party.signIn(key, beginner).accepted())) {
        throw new AssertionError("the key does not sign in");
      }
    }
  }

  SoftKey register(SoftKey added, String user, String called) {
    if (!(party.register(added, user, called) instanceof Registered)) {
      throw new AssertionError("not registered");
    }
    return added;
  }

  /** Begins, with what was changed so far. */
  void begin() {
    if (registering) {
      String options =
          otherCeremony ? requestAsCreation() : begins.beginRegistration(beginner, "a").options();
      parts = Parts.creation(key, options, Party.ORIGIN);
    } else {
      String options =
          otherCeremony ? creationAsRequest() : begins.beginAssertion(beginner).options();
      parts = Parts.request(key, options, Party.ORIGIN);
    }
  }

  /** Options to register with the challenge of a sign-in. */
  private String requestAsCreation() {
    register(new SoftKey(Algorithm.ES256), "alice", "old");
    String creation = begins.beginRegistration(beginner, "a").options();
    return exchanged(creation, begins.beginAssertion(beginner).options());
  }

  private String creationAsRequest() {
    String request = begins.beginAssertion(beginner).options();
    return exchanged(request, begins.beginRegistration(beginner, "a").options());
  }

  private static String exchanged(String options, String other) {
    return options.replace(
        Parts.text(Parts.parse(options), "challenge"), Parts.text(Parts.parse(other), "challenge"));
  }

  /** Ends, and says why it was refused; empty when it was not. */
  Optional<Refusal> end() {
    if (usedBefore) {
      useUp();
    }
    if (expires) {
      party.clock.advance(300);
    }
    return finish(ends, ender, parts);
  }

  private Optional<Refusal> finish(Ceremonies ceremonies, Caller caller, Parts response) {
    if (registering) {
      RegistrationResult result =
          ceremonies.finishRegistration(caller, name, response.registration());
      return result instanceof RegistrationResult.Refused refused
          ? Optional.of(refused.reason())
          : Optional.empty();
    }
    AssertionResult result = ceremonies.finishAssertion(caller, response.assertion());
    return result instanceof AssertionResult.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }

  /** A response of the right caller that is refused for its type has used the challenge up. */
  private void useUp() {
    String type = parts.type;
    parts.type = "webauthn.other";
    Optional<Refusal> refused = otherCeremony ? useUpOther() : finish(begins, beginner, parts);
    parts.type = type;
    if (!refused.equals(Optional.of(Refusal.TYPE))) {
      throw new AssertionError("not used up: " + refused);
    }
  }

  private Optional<Refusal> useUpOther() {
    parts.flags ^= SoftKey.AT;
    try {
      return finishOther();
    } finally {
      parts.flags ^= SoftKey.AT;
    }
  }

  private Optional<Refusal> finishOther() {
    if (registering) {
      return begins.finishAssertion(beginner, parts.assertion())
              instanceof AssertionResult.Refused refused
          ? Optional.of(refused.reason())
          : Optional.empty();
    }
    return begins.finishRegistration(beginner, name, parts.registration())
            instanceof RegistrationResult.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }
}
