package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.CardWork;
import dev.countersign.card.application.Task;
import dev.countersign.card.application.TouchNotices;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.Presence;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * GENERAL AUTHENTICATE with one private key ([SP800-73-4/2] 3.2.4), with PIN and touch as it wants.
 */
final class PrivateKeyUse {
  /** What holds the value to be signed or decrypted ([SP800-73-4/2] 3.2.4). */
  static final int CHALLENGE = 0x81;

  /** What holds the other side's point. */
  static final int EXPONENTIATION = 0x85;

  private static final int INS_GENERAL_AUTHENTICATE = 0x87;
  private static final int TEMPLATE = 0x7C;
  private static final int RESPONSE = 0x82;

  /** The most bytes that fit into a command beside the template around them. */
  private static final int MAX_INPUT = 65535 - 16;

  private final PivSession session;
  private final PinAccess pins;
  private final KeyFacts facts;
  private volatile Object foundOn;
  private volatile boolean proven;
  private volatile @Nullable List<X509Certificate> chain;

  PrivateKeyUse(PivSession session, PinAccess pins, KeyFacts facts) {
    this.session = session;
    this.pins = pins;
    this.facts = facts;
    this.foundOn = session.facts().attachment();
    this.proven = facts.proven();
  }

  PivSession session() {
    return session;
  }

  KeyFacts facts() {
    return facts;
  }

  /** Its name; the first call may talk to the token. */
  TokenUri uri() {
    return session.uri().with("slot", facts.slot().externalName());
  }

  /** Its name as far as it is known, without talking to the token. */
  String name() {
    return Places.name(session, facts.slot());
  }

  /** Whether the public half was told by the card, or has been seen to fit. */
  boolean isProven() {
    return proven;
  }

  void proven() {
    proven = true;
  }

  /** The error for a public half that the caller told and that turned out to be another key's. */
  TokenException notTheKeyTold(String operation) {
    return new TokenException.BadData(
        name(),
        operation,
        "the public key that was given is not that of the key in slot "
            + facts.slot().externalName(),
        "give the public key that was written when this key was made",
        null);
  }

  /** The error for a public half, mostly a certificate's, that turned out to be of another key. */
  TokenException mismatch(String operation) {
    if (facts.certificate().isEmpty()) {
      return notTheKeyTold(operation);
    }
    return new TokenException.BadData(
        name(),
        operation,
        "certificate in slot %s does not match its key".formatted(facts.slot().externalName()),
        "put the right certificate there (countersign keys certificate import)",
        null);
  }

  /** The error for a result that is not that of the public half that was seen to fit before. */
  TokenException doesNotFit(String operation) {
    return new TokenException.BadData(
        name(),
        operation,
        "what the key in slot %s made does not fit its public key"
            .formatted(facts.slot().externalName()),
        "another key may have been put there: look what there is with countersign keys list",
        null);
  }

  List<X509Certificate> certificateChain() {
    List<X509Certificate> known = chain;
    if (known == null) {
      Optional<X509Certificate> certificate = facts.certificate();
      if (certificate.isEmpty()) {
        certificate = readCertificate();
      }
      known =
          certificate
              .filter(found -> found.getPublicKey().equals(facts.publicKey()))
              .map(List::of)
              .orElse(List.of());
      chain = known;
    }
    return known;
  }

  private Optional<X509Certificate> readCertificate() {
    try {
      return session.run(
          Task.of(name(), "read the certificate"),
          card -> {
            requireSameKey(card);
            return KeyFinder.certificate(card, facts.slot());
          });
    } catch (TokenException.BadData e) {
      return Optional.empty();
    }
  }

  /**
   * Has the card raise a block to its power, or multiply a point.
   *
   * @param inputTag {@link #CHALLENGE} or {@link #EXPONENTIATION}
   * @param operation what is done, to follow "to"
   * @return the card's response, which the caller wipes when it is secret
   */
  byte[] generalAuthenticate(int inputTag, byte[] input, String operation, PinEntry pinEntry) {
    if (input.length > MAX_INPUT) {
      throw new TokenException.Unsupported(
          name(),
          operation,
          "this key takes whole messages, and no token takes one of %d bytes"
              .formatted(input.length),
          "sign a hash of it, or use a key of another kind");
    }
    String purpose = operation + " with " + name();
    CardWork<PivCard, byte[]> work = card -> exchange(card, inputTag, input, purpose);
    PinPolicy policy = facts.policies().pin().orElse(facts.slot().standardPinPolicy());
    boolean eachTime = policy == PinPolicy.ALWAYS || policy == PinPolicy.MATCH_ALWAYS;
    PinUse use =
        new PinUse(
            name(),
            operation,
            purpose,
            pinEntry,
            eachTime,
            status -> refusal(operation, status),
            this::requireSameKey);
    if (policy != PinPolicy.NEVER) {
      return pins.run(use, work);
    }
    return withoutPin(use, work);
  }

  /**
   * A key that is thought to want no PIN; where that is a guess and wrong, the PIN is asked for.
   */
  private byte[] withoutPin(PinUse use, CardWork<PivCard, byte[]> work) {
    boolean guessed = facts.policies().pin().isEmpty();
    Optional<byte[]> result =
        session.run(
            use.task(),
            card -> {
              try {
                return Optional.of(work.apply(card));
              } catch (UnexpectedStatus e) {
                if (guessed && card.fresh() && e.is(StatusWord.SECURITY_STATUS_NOT_SATISFIED)) {
                  return Optional.empty();
                }
                throw e;
              }
            });
    return result.isPresent() ? result.get() : pins.run(use, work);
  }

  private byte[] exchange(PivCard card, int inputTag, byte[] input, String purpose)
      throws ChannelException {
    requireSameKey(card);
    byte[] data = Tlv.of(TEMPLATE, Tlv.of(RESPONSE, new byte[0]), Tlv.of(inputTag, input)).encode();
    CommandApdu command =
        CommandApdu.of(
            INS_GENERAL_AUTHENTICATE,
            PivAlgorithm.of(facts.algorithm()).id(),
            facts.slot().reference(),
            data);
    boolean longResponse = facts.algorithm().bytes() + 8 > 256;
    boolean fresh = card.fresh();
    PivNotes notes = card.notes();
    boolean firstUse = !notes.pinUsed();
    notes.pinWasUsed();
    ResponseApdu response;
    Presence.Notice notice =
        TouchNotices.watch(session.ports().presence(), facts.policies().touch(), name(), purpose);
    try {
      response = card.send(longResponse ? command.expectingLongResponse() : command);
    } finally {
      notice.close();
    }
    if (!response.isSuccess()) {
      if (response.status().equals(StatusWord.SECURITY_STATUS_NOT_SATISFIED)) {
        checkTouch(card, fresh, firstUse);
      }
      throw new UnexpectedStatus(response.status());
    }
    try {
      return output(card, response.data());
    } finally {
      response.wipe();
    }
  }

  /**
   * A key that wants a touch answers 6982 both when that does not come and when the PIN is not
   * verified; the card is asked which, so that a person is not made to wait for both.
   *
   * @param firstUse whether no private key was asked for since the PIN was verified
   */
  private void checkTouch(PivCard card, boolean fresh, boolean firstUse) throws ChannelException {
    if (!mayWantTouch()) {
      return;
    }
    boolean wantsPin = facts.policies().pin().map(policy -> policy != PinPolicy.NEVER).orElse(true);
    if (wantsPin && !card.notes().pinVerified()) {
      return;
    }
    if (facts.policies().pin().isEmpty() && !firstUse) {
      return; // it may be a key that wants the PIN each time
    }
    if (wantsPin && !fresh && !PivPin.isVerified(card)) {
      return;
    }
    if (!fresh) {
      card.forget(); // it may have been another application that answered
    }
    throw new TokenException.TouchNotGiven(name(), card.task().operation());
  }

  private boolean mayWantTouch() {
    return facts
        .policies()
        .touch()
        .map(policy -> policy != TouchPolicy.NEVER)
        .orElse(session.facts().make().isYubiKey());
  }

  private byte[] output(PivCard card, byte[] data) {
    try {
      Tlv template = Tlv.parse(data);
      if (template.tag() == TEMPLATE) {
        Optional<Tlv> response = template.child(RESPONSE);
        if (response.isPresent() && response.get().value().length > 0) {
          return response.get().value();
        }
      }
      throw card.badResponse("it signed or decrypted nothing");
    } catch (TlvException e) {
      throw card.badResponse("what it signed or decrypted cannot be read", e);
    }
  }

  /**
   * After a new connection another token may sit in the reader. Where the session does not know its
   * serial number, it must hold the same key, as far as it tells; what a certificate tells is
   * proven again by the next result.
   */
  private boolean requireSameKey(PivCard card) throws ChannelException {
    Object attachment = card.facts().attachment();
    if (attachment == foundOn) {
      return true;
    }
    if (!session.isBound()) {
      Optional<KeyFacts> same =
          keyInSlot(card).filter(now -> now.publicKey().equals(facts.publicKey()));
      if (same.isEmpty()) {
        throw new TokenException.Removed(
            name(), card.task().operation(), "another token sits in its place", null);
      }
      proven = same.get().proven();
    }
    foundOn = attachment;
    return true;
  }

  private Optional<KeyFacts> keyInSlot(PivCard card) throws ChannelException {
    try {
      return KeyFinder.find(card, facts.slot());
    } catch (TokenException.BadData e) {
      return Optional.empty();
    }
  }

  private TokenException refusal(String operation, StatusWord status) {
    if (status.equals(StatusWord.INCORRECT_DATA)
        || status.equals(StatusWord.INCORRECT_P1_P2)
        || status.equals(StatusWord.REFERENCE_NOT_FOUND)
        || status.equals(StatusWord.WRONG_P1_P2)
        || status.equals(StatusWord.FILE_NOT_FOUND)) {
      return new TokenException.NoKey(
          name(),
          operation,
          "the token has no %s key in slot %s that does this (%s)"
              .formatted(facts.algorithm().externalName(), facts.slot().externalName(), status),
          "look what there is with countersign keys list");
    }
    return new TokenException.Refused(
        name(),
        operation,
        "the token refused to use the key in slot " + facts.slot().externalName(),
        status.toString(),
        "check the key's policies with countersign keys list");
  }
}
