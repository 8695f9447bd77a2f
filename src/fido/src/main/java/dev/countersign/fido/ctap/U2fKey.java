package dev.countersign.fido.ctap;

import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.Task;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.Verification;
import dev.countersign.wire.ChannelException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Keys of before CTAP 2 ([U2F-RAW]), with what [CTAP2.1] 7 says about them: they know no PIN and
 * store nothing.
 */
final class U2fKey {
  private static final int ES256 = -7;
  private static final int REGISTER = 0x01;
  private static final int AUTHENTICATE = 0x02;
  private static final int CHECK_ONLY = 0x07;
  private static final int ENFORCE_PRESENCE = 0x03;
  private static final int MOST_HANDLE_BYTES = 255;
  private static final int COUNTER_BYTES = 4;

  private final KeySession session;
  private final Ceremony ceremony;

  U2fKey(KeySession session, Ceremony ceremony) {
    this.session = session;
    this.ceremony = ceremony;
  }

  private interface Work<T> {
    T apply(KeyCard card, Wait wait) throws ChannelException;
  }

  private <T> T run(Task task, Work<T> work) {
    return session.work(
        task,
        card -> {
          try (Wait wait =
              Wait.forPerson(session.ports().presence(), session.knownUri().toString(), ceremony)) {
            return work.apply(card, wait);
          }
        });
  }

  MadeCredential make(CredentialRequest request) {
    Task task = session.task(CredentialMaker.operation(request), ceremony);
    requirePossible(
        task, request.verification(), request.discoverable(), request.wishes().enforceProtection());
    if (!request.algorithms().contains(ES256)) {
      throw unsupported(task, "this key makes credentials of ES256 (-7) only");
    }
    byte[] relyingParty = Hashes.ofRelyingParty(request.relyingParty().id());
    return run(
        task,
        (card, wait) -> {
          byte[] hash = request.clientDataHash().bytes();
          for (Identifier excluded : request.exclude()) {
            if (holds(card, wait, hash, relyingParty, excluded)) {
              throw new CtapError(Ctap.CREDENTIAL_EXCLUDED);
            }
          }
          task.changesToken();
          byte[] answer = touched(card, wait, REGISTER, 0, both(hash, relyingParty));
          U2fRegistration made = U2fRegistration.read(card, answer);
          return new MadeCredential(
              made.keyHandle(),
              made.attestationObject(relyingParty),
              List.of(session.place().usb() ? "usb" : "nfc"),
              false,
              false,
              false);
        });
  }

  private static void requirePossible(
      Task task, Verification verification, boolean discoverable, boolean enforceProtection) {
    if (verification == Verification.REQUIRED) {
      throw unsupported(
          task, "the person must be verified, and this key knows no PIN: it is of before CTAP 2");
    } else if (discoverable) {
      throw unsupported(task, "this key stores no credentials");
    } else if (enforceProtection) {
      throw unsupported(task, "this key cannot protect a credential as it is wanted");
    }
  }

  private static TokenException unsupported(Task task, String message) {
    return new TokenException.Unsupported(
        task.name(), task.operation(), message, "use a key that speaks CTAP 2");
  }

  List<Assertion> prove(AssertionRequest request) {
    Task task = session.task(Prover.operation(request), ceremony);
    requirePossible(task, request.verification(), false, false);
    if (!request.salts().isEmpty()) {
      throw unsupported(task, "this key derives no secrets");
    }
    byte[] relyingParty = Hashes.ofRelyingParty(request.relyingPartyId());
    return run(
        task,
        (card, wait) -> {
          byte[] hash = request.clientDataHash().bytes();
          for (Identifier allowed : request.allow()) {
            if (holds(card, wait, hash, relyingParty, allowed)) {
              return List.of(prove(card, wait, request, relyingParty, allowed));
            }
          }
          throw new CtapError(Ctap.NO_CREDENTIALS);
        });
  }

  private static Assertion prove(
      KeyCard card, Wait wait, AssertionRequest request, byte[] relyingParty, Identifier credential)
      throws ChannelException {
    if (!request.touch()) {
      return assertion(credential, relyingParty, new byte[1 + COUNTER_BYTES], new byte[0]);
    }
    byte[] answer =
        touched(
            card,
            wait,
            AUTHENTICATE,
            ENFORCE_PRESENCE,
            withHandle(request.clientDataHash().bytes(), relyingParty, credential));
    int header = 1 + COUNTER_BYTES;
    if (answer.length <= header) {
      throw card.badResponse("its signature ends too early");
    } else if ((answer[0] & AuthenticatorData.PRESENT) == 0) {
      throw card.badResponse("it does not say that it was touched");
    }
    return assertion(
        credential,
        relyingParty,
        Arrays.copyOf(answer, header),
        Arrays.copyOfRange(answer, header, answer.length));
  }

  private static Assertion assertion(
      Identifier credential, byte[] relyingParty, byte[] flagsAndCounter, byte[] signature) {
    byte[] data =
        ByteBuffer.allocate(relyingParty.length + flagsAndCounter.length)
            .put(relyingParty)
            .put(flagsAndCounter)
            .array();
    return new Assertion(credential, data, signature, Optional.empty(), Assertion.Extras.NONE);
  }

  /** A registration of nothing, which is asked for until the key is touched. */
  void awaitTouch() {
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 0xFF);
    Task task = session.task("wait for a touch", ceremony);
    run(task, (card, wait) -> touched(card, wait, REGISTER, 0, ones));
  }

  /** Whether the handle is this key's: it says that a touch is all that is missing. */
  private static boolean holds(
      KeyCard card, Wait wait, byte[] hash, byte[] relyingParty, Identifier credential)
      throws ChannelException {
    if (credential.length() > MOST_HANDLE_BYTES) {
      return false;
    }
    byte[] data = withHandle(hash, relyingParty, credential);
    ResponseApdu response = card.u2f(AUTHENTICATE, CHECK_ONLY, data, wait);
    return response.status().equals(StatusWord.CONDITIONS_NOT_SATISFIED);
  }

  /** Asks until the key was touched, which it waits for by refusing at once. */
  private static byte[] touched(KeyCard card, Wait wait, int ins, int p1, byte[] data)
      throws ChannelException {
    while (true) {
      ResponseApdu response = card.u2f(ins, p1, data, wait);
      if (response.isSuccess()) {
        return response.data();
      } else if (!response.status().equals(StatusWord.CONDITIONS_NOT_SATISFIED)) {
        throw new UnexpectedStatus(response.status());
      }
      wait.keepAlive(Wait.TOUCH_NEEDED);
      wait.pause();
      if (wait.isOver()) {
        throw wait.stopped(card.task());
      }
    }
  }

  private static byte[] both(byte[] hash, byte[] relyingParty) {
    return ByteBuffer.allocate(hash.length + relyingParty.length)
        .put(hash)
        .put(relyingParty)
        .array();
  }

  private static byte[] withHandle(byte[] hash, byte[] relyingParty, Identifier credential) {
    return ByteBuffer.allocate(hash.length + relyingParty.length + 1 + credential.length())
        .put(hash)
        .put(relyingParty)
        .put((byte) credential.length())
        .put(credential.bytes())
        .array();
  }
}
