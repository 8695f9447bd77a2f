package dev.countersign.fido.ctap;

import dev.countersign.card.application.Task;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.ClientDataHash;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.Verification;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.Cbor;
import java.util.List;
import java.util.function.Function;

/** Makes credentials and proves that the key holds them. */
final class CtapKey implements SecurityKey {
  private final KeySession session;

  CtapKey(KeySession session) {
    this.session = session;
  }

  @Override
  public SecurityKeyInfo info() {
    return session.info();
  }

  @Override
  public MadeCredential make(CredentialRequest request, Ceremony ceremony) {
    if (!session.info(ceremony).ctap2()) {
      return new U2fKey(session, ceremony).make(request);
    }
    return verifiedAtLeast(
        request.verification(),
        wanted ->
            new CredentialMaker(session, session.info(ceremony), request).make(wanted, ceremony));
  }

  @Override
  public List<Assertion> prove(AssertionRequest request, Ceremony ceremony) {
    if (!session.info(ceremony).ctap2()) {
      return new U2fKey(session, ceremony).prove(request);
    }
    return verifiedAtLeast(
        request.verification(),
        wanted -> new Prover(session, session.info(ceremony), request).prove(wanted, ceremony));
  }

  private <T> T verifiedAtLeast(Verification wanted, Function<Verification, T> ceremony) {
    try {
      return ceremony.apply(wanted);
    } catch (VerificationWanted first) {
      try {
        return ceremony.apply(Verification.REQUIRED);
      } catch (VerificationWanted again) { // what is asked without a person verifies none
        throw new TokenException.Refused(
            session.knownUri().toString(),
            "find out what the key holds",
            "the key tells that only after it verified the person",
            null,
            "ask with a touch, and with the PIN");
      }
    }
  }

  @Override
  public void awaitTouch(Ceremony ceremony) {
    SecurityKeyInfo info = session.info(ceremony);
    if (!info.ctap2()) {
      new U2fKey(session, ceremony).awaitTouch();
      return;
    }
    Task task = session.task("wait for a touch", ceremony);
    session.work(
        task,
        card -> {
          try (Wait wait =
              Wait.forPerson(session.ports().presence(), session.knownUri().toString(), ceremony)) {
            return awaitTouch(card, info, wait);
          }
        });
  }

  /** Keys before CTAP 2.1 are asked for a credential that they cannot make ([CTAP2.1] 6.1.2). */
  private static boolean awaitTouch(KeyCard card, SecurityKeyInfo info, Wait wait)
      throws ChannelException {
    boolean later = info.versions().stream().anyMatch(CtapKey::hasSelection);
    if (later) {
      card.ctap2(Ctap.SELECTION, null, wait);
      return true;
    }
    try {
      card.ctap2(
          Ctap.MAKE_CREDENTIAL,
          Cbor.map()
              .put(1, new byte[ClientDataHash.BYTES])
              .put(2, Cbor.map().put("id", "invalid.invalid").put("name", "none").build())
              .put(3, Cbor.map().put("id", new byte[] {1}).put("name", "none").build())
              .put(4, Cbor.Array.of(Cbor.map().put("alg", -7).put("type", "public-key").build()))
              .put(8, new byte[0])
              .put(9, info.pinProtocols().isEmpty() ? 1 : info.pinProtocols().get(0))
              .build(),
          wait);
    } catch (CtapError e) {
      if (e.is(Ctap.PIN_INVALID) || e.is(Ctap.PIN_NOT_SET) || e.is(Ctap.PIN_AUTH_INVALID)) {
        return true; // touched
      }
      throw e;
    }
    throw new TokenException.BadResponse(
        card.task().name(),
        card.task().operation(),
        "the key made a credential where it must not",
        null);
  }

  private static boolean hasSelection(String version) {
    return version.startsWith("FIDO_2_")
        && !version.equals("FIDO_2_0")
        && !version.equals("FIDO_2_1_PRE");
  }
}
