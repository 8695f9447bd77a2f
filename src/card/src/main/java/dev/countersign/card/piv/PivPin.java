package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.Make;
import dev.countersign.card.application.Task;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** PIN and PUK of the card: commands, and what their statuses mean ([SP800-73-4/2] 3.2). */
final class PivPin {
  static final int GLOBAL_PIN = 0x00;
  static final int APPLICATION_PIN = 0x80;
  static final int PUK = 0x81;
  static final int BYTES = 8;
  static final int MIN_BYTES = 6;

  private static final int INS_VERIFY = 0x20;
  private static final int INS_CHANGE_REFERENCE_DATA = 0x24;
  private static final int INS_RESET_RETRY_COUNTER = 0x2C;
  private static final int USAGE_POLICY = 0x5F2F;

  private PivPin() {}

  /**
   * The key reference of the PIN: the application's, unless the discovery object names the global
   * PIN as the one to use ([SP800-73-4/1] 3.3.2). Looked up once.
   */
  static int reference(PivCard card) throws ChannelException {
    Optional<Integer> known = card.facts().pinReference().value();
    if (known.isPresent()) {
      return known.get();
    }
    int reference =
        !card.facts().make().isYubiKey() && prefersGlobalPin(card) ? GLOBAL_PIN : APPLICATION_PIN;
    card.facts().pinReference(reference);
    return reference;
  }

  private static boolean prefersGlobalPin(PivCard card) throws ChannelException {
    try {
      Optional<byte[]> discovery = PivObjects.read(card, PivObjects.DISCOVERY);
      if (discovery.isEmpty()) {
        return false;
      }
      return Tlv.find(Tlv.parseAll(discovery.get()), USAGE_POLICY)
          .map(Tlv::value)
          .filter(value -> value.length == 2)
          .filter(value -> (value[0] & 0x60) == 0x60 && value[1] == 0x20)
          .isPresent();
    } catch (UnexpectedStatus | TlvException e) {
      return false;
    }
  }

  /**
   * Wrong tries left. Costs none: metadata tell them, where the card has shown to have any; else
   * VERIFY without data asks ([SP800-73-4/2] 3.2.1), which a card may answer with no more than that
   * the PIN is verified.
   */
  static OptionalInt triesLeft(PivCard card) throws ChannelException {
    card.ensureFresh();
    int reference = reference(card);
    if (card.facts().metadata() == CardFacts.Support.YES) {
      OptionalInt told =
          Metadata.find(card, reference).map(Metadata::triesLeft).orElse(OptionalInt.empty());
      if (told.isPresent()) {
        return told;
      }
    }
    ResponseApdu response = card.send(CommandApdu.of(INS_VERIFY, 0, reference));
    OptionalInt left = triesLeft(response.status());
    if (left.isPresent() || !response.isSuccess()) {
      return left;
    }
    Optional<Metadata> metadata =
        card.facts().make() == Make.YUBIKEY_4 ? Optional.empty() : Metadata.find(card, reference);
    return metadata.map(Metadata::triesLeft).orElse(OptionalInt.empty());
  }

  /** Whether the card says that the PIN is verified. */
  static boolean isVerified(PivCard card) throws ChannelException {
    return card.send(CommandApdu.of(INS_VERIFY, 0, reference(card))).isSuccess();
  }

  /** 63Cx counts to 15, 6983 is blocked; old cards count in the whole second byte. */
  private static OptionalInt triesLeft(StatusWord status) {
    if (status.triesLeft().isPresent()) {
      return status.triesLeft();
    } else if (status.equals(StatusWord.AUTHENTICATION_METHOD_BLOCKED)) {
      return OptionalInt.of(0);
    }
    return status.value() >>> 8 == 0x63 ? OptionalInt.of(status.sw2()) : OptionalInt.empty();
  }

  /**
   * [SP800-73-4/2] 3.2.1. Sent only where the application was selected within the transaction: in
   * another application it would cost a try of another PIN.
   */
  static void verify(PivCard card, Secret pin) throws ChannelException {
    if (!card.fresh()) {
      throw new IllegalStateException("VERIFY without SELECT in the same transaction");
    }
    int reference = reference(card);
    byte[] padded = padded(card.task(), PinRequest.Kind.PIN, pin);
    card.task().onlyOnce();
    card.notes().pinVerified(false);
    sendSecret(card, PinRequest.Kind.PIN, INS_VERIFY, reference, padded);
    card.notes().pinVerified(true);
  }

  /** [SP800-73-4/2] 3.2.2; for the PIN or the PUK. */
  static void change(PivCard card, PinRequest.Kind kind, Secret current, Secret replacement)
      throws ChannelException {
    card.ensureFresh();
    int reference = kind == PinRequest.Kind.PUK ? PUK : reference(card);
    PinRequest.Kind newKind =
        kind == PinRequest.Kind.PUK ? PinRequest.Kind.NEW_PUK : PinRequest.Kind.NEW_PIN;
    byte[] data = both(card.task(), kind, current, newKind, replacement);
    card.task().onlyOnce();
    sendSecret(card, kind, INS_CHANGE_REFERENCE_DATA, reference, data);
    if (kind == PinRequest.Kind.PIN) {
      pinChanged(card);
    }
  }

  /** [SP800-73-4/2] 3.2.3. */
  static void unblock(PivCard card, Secret puk, Secret replacementPin) throws ChannelException {
    card.ensureFresh();
    int reference = reference(card);
    byte[] data =
        both(card.task(), PinRequest.Kind.PUK, puk, PinRequest.Kind.NEW_PIN, replacementPin);
    card.task().onlyOnce();
    sendSecret(card, PinRequest.Kind.PUK, INS_RESET_RETRY_COUNTER, reference, data);
    pinChanged(card);
  }

  /** Uses up one try with a PIN or PUK that cannot be right; whether some are left. */
  static boolean waste(PivCard card, boolean puk) throws ChannelException {
    byte[] wrong = new byte[puk ? 2 * BYTES : BYTES];
    Arrays.fill(wrong, (byte) 0xFF);
    ResponseApdu response =
        card.send(
            CommandApdu.of(puk ? INS_RESET_RETRY_COUNTER : INS_VERIFY, 0, APPLICATION_PIN, wrong));
    OptionalInt left = triesLeft(response.status());
    if (left.isEmpty()) {
      throw new UnexpectedStatus(response.status());
    }
    return left.getAsInt() > 0;
  }

  private static void pinChanged(PivCard card) throws ChannelException {
    card.facts().pinWasChanged();
    card.notes().pinVerified(false);
  }

  private static void sendSecret(
      PivCard card, PinRequest.Kind kind, int instruction, int reference, byte[] data)
      throws ChannelException {
    CommandApdu command = CommandApdu.secret(instruction, 0, reference, data);
    ResponseApdu response;
    try {
      response = card.send(command);
    } finally {
      command.wipe();
    }
    if (response.isSuccess()) {
      return;
    }
    OptionalInt left = triesLeft(response.status());
    if (left.isEmpty()) {
      throw new UnexpectedStatus(response.status());
    }
    Task task = card.task();
    if (left.getAsInt() == 0) {
      throw new TokenException.PinBlocked(task.name(), task.operation(), kind, remedy(kind));
    }
    throw new TokenException.WrongPin(task.name(), task.operation(), kind, left.getAsInt());
  }

  private static String remedy(PinRequest.Kind kind) {
    return kind == PinRequest.Kind.PUK
        ? "with the PIN it can still be used; with both blocked only a reset helps, which destroys"
            + " its keys"
        : "unblock it with the PUK";
  }

  private static byte[] both(
      Task task,
      PinRequest.Kind firstKind,
      Secret first,
      PinRequest.Kind secondKind,
      Secret second) {
    byte[] a = padded(task, firstKind, first);
    byte[] b = padded(task, secondKind, second);
    byte[] data = Arrays.copyOf(a, 2 * BYTES);
    System.arraycopy(b, 0, data, BYTES, BYTES);
    Arrays.fill(a, (byte) 0);
    Arrays.fill(b, (byte) 0);
    return data;
  }

  /** Eight bytes, FF behind the PIN ([SP800-73-4/2] 2.4.3). What cannot be right is not sent. */
  private static byte[] padded(Task task, PinRequest.Kind kind, Secret secret) {
    if (secret.length() < MIN_BYTES || secret.length() > BYTES) {
      throw new TokenException.PinNotGiven(
          task.name(),
          task.operation(),
          "this %s has %d characters, which cannot be right"
              .formatted(kind.label(), secret.length()),
          "a PIN or PUK of PIV has 6 to 8; nothing was sent to the token");
    }
    byte[] bytes = secret.bytes();
    byte[] padded = Arrays.copyOf(bytes, BYTES);
    Arrays.fill(padded, bytes.length, BYTES, (byte) 0xFF);
    Arrays.fill(bytes, (byte) 0);
    return padded;
  }
}
