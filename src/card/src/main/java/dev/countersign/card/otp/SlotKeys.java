package dev.countersign.card.otp;

import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeyManagement;
import dev.countersign.device.MacKeys;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The slots that are programmed, as MAC keys: the token does not say which of them hold a secret
 * for challenges, so that shows at the first use.
 */
final class SlotKeys implements MacKeys, MacKeyManagement {
  /** One less than a challenge has, lest its end be taken for padding. */
  private static final int MAX_MESSAGE = Challenge.BYTES - 1;

  private static final int MAX_KEY = 20;
  private static final String FIND = "find the key";
  private static final String LABEL = "slot ";

  private final OtpSession session;
  private final SlotCommands slots;

  SlotKeys(OtpSession session, SlotCommands slots) {
    this.session = session;
    this.slots = slots;
  }

  @Override
  public List<MacKey> list() {
    SlotStates states = slots.states();
    return IntStream.of(1, 2)
        .filter(states::programmed)
        .<MacKey>mapToObj(slot -> new Key(slot, states.touch(slot)))
        .toList();
  }

  @Override
  public MacKey find(TokenUri uri) {
    Optional<String> slot = uri.attribute("slot");
    List<MacKey> fitting =
        list().stream()
            .filter(key -> slot.isEmpty() || key.label().equals(LABEL + slot.get()))
            .toList();
    if (fitting.isEmpty()) {
      throw noKey(uri.toString(), FIND);
    } else if (fitting.size() > 1) {
      throw new TokenException.Ambiguous(
          uri.toString(), FIND, fitting.stream().map(key -> key.uri().toString()).toList());
    }
    return fitting.get(0);
  }

  private static TokenException noKey(String name, String operation) {
    return new TokenException.NoKey(
        name,
        operation,
        "no slot of that name is programmed",
        "see what there is with countersign otp status");
  }

  private int slot(String label, String operation) {
    return switch (label) {
      case LABEL + "1" -> 1;
      case LABEL + "2" -> 2;
      default ->
          throw new TokenException.Unsupported(
              session.knownUri().toString(),
              operation,
              "an OTP slot keeps no name, so '%s' cannot be stored".formatted(label),
              "call it 'slot 1' or 'slot 2', or use a token with OATH");
    };
  }

  @Override
  public MacKey store(String label, Digest digest, Secret key, boolean replace, boolean touch) {
    String operation = "program the slot";
    int slot = slot(label, operation);
    if (digest != Digest.SHA1) {
      throw unsupported(slot, operation, "an OTP slot makes HMACs with SHA-1 only");
    }
    if (key.length() > MAX_KEY) {
      throw unsupported(
          slot,
          operation,
          "this seed has %d bytes, and an OTP slot holds at most %d"
              .formatted(key.length(), MAX_KEY));
    }
    if (!replace && slots.states().programmed(slot)) {
      throw new TokenException.Refused(
          slots.name(slot),
          operation,
          "slot %d is programmed already".formatted(slot),
          null,
          "replace it with --force, or name the other slot");
    }
    slots.program(slot, new SlotConfiguration.ChallengeResponse(key, touch), AccessCodes.none());
    return new Key(slot, touch);
  }

  private TokenException unsupported(int slot, String operation, String message) {
    return new TokenException.Unsupported(
        slots.name(slot), operation, message, "use a token with OATH (--token oath:)");
  }

  @Override
  public MacKey rename(MacKey key, String label) {
    throw new TokenException.Unsupported(
        key.uri().toString(),
        "rename a key",
        "an OTP slot keeps no name",
        "exchange the slots with countersign otp swap if it is the number that matters");
  }

  @Override
  public void remove(MacKey key) {
    slots.delete(slot(key.label(), "empty the slot"), AccessCodes.none());
  }

  private final class Key implements MacKey {
    private final int slot;
    private final boolean touch;

    Key(int slot, boolean touch) {
      this.slot = slot;
      this.touch = touch;
    }

    @Override
    public TokenUri uri() {
      return session.knownUri().with("slot", Integer.toString(slot));
    }

    @Override
    public String label() {
      return LABEL + slot;
    }

    @Override
    public Digest digest() {
      return Digest.SHA1;
    }

    @Override
    public int maxMessageBytes() {
      return MAX_MESSAGE;
    }

    @Override
    public Optional<TouchPolicy> touchPolicy() {
      return Optional.of(touch ? TouchPolicy.ALWAYS : TouchPolicy.NEVER);
    }

    @Override
    public byte[] mac(byte[] message) {
      if (message.length < 1 || message.length > MAX_MESSAGE) {
        throw new IllegalArgumentException("a message has 1 to %d bytes".formatted(MAX_MESSAGE));
      }
      return slots.challenge(slot, message);
    }

    /** Itself: challenges are answered without a PIN. */
    @Override
    public MacKey with(PinEntry pinEntry) {
      return this;
    }
  }
}
