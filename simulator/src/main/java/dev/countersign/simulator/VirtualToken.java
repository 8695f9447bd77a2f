package dev.countersign.simulator;

import dev.countersign.simulator.card.Surroundings;
import dev.countersign.simulator.fido.BatchAttestation;
import dev.countersign.simulator.hid.CtapHidDevice;
import dev.countersign.simulator.piv.AttestationAuthority;
import dev.countersign.wire.ChannelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A simulated token. <strong>It protects nothing</strong>: keys and PINs lie in plain memory or
 * plain files.
 *
 * <p>Factory values: PIN {@code 123456}, PUK {@code 12345678}, management key {@code
 * 010203040506070801020304050607080102030405060708}. Safe for many threads; commands run one at a
 * time. A new token has power.
 */
public final class VirtualToken implements AutoCloseable {
  private static final int SMALLEST_RANDOM_SERIAL = 10_000_000;
  private static final int RANDOM_SERIALS = 20_000_000;

  private final Profile profile;
  private final long serial;
  private final TokenStorage storage;
  private final boolean contactless;
  private final PoweredCard card;
  private final IntFunction<String> button;
  private final Optional<CtapHidDevice> hid;
  private final FaultInjector faults;
  private final AtomicLong commands = new AtomicLong();

  private VirtualToken(Builder builder) throws IOException {
    profile = builder.profile;
    storage = builder.storage;
    World world = builder.world;
    Optional<byte[]> record = storage.read(TokenIdentityRecord.NAME);
    if (record.isPresent()) {
      TokenIdentityRecord identity = TokenIdentityRecord.decode(record.get());
      serial = identity.serial();
      if (identity.profile() != profile || (builder.serial != null && builder.serial != serial)) {
        throw new IOException(
            "the storage holds a %s with serial number %d"
                .formatted(identity.profile().externalName(), serial));
      }
    } else {
      serial =
          builder.serial != null
              ? builder.serial
              : SMALLEST_RANDOM_SERIAL + (long) world.random().nextInt(RANDOM_SERIALS);
    }
    faults = new FaultInjector(builder.faults, world.random());
    Surroundings surroundings =
        new Surroundings(
            world.clock(),
            world.random(),
            purpose -> !faults.touchNever() && world.presence().touched(purpose));
    AtomicInteger interruptions = new AtomicInteger();
    contactless = builder.contactless || profile.contactlessOnly();
    CardAssembly assembly =
        new CardAssembler(profile, (int) serial, contactless, surroundings, storage)
            .assemble(commands::incrementAndGet, () -> interruptions.get() > 0);
    card = new PoweredCard(assembly.card(), interruptions, commands::incrementAndGet);
    button = assembly.button();
    hid = assembly.hid();
    if (record.isEmpty()) {
      storage.write(TokenIdentityRecord.NAME, new TokenIdentityRecord(profile, serial).encode());
    }
  }

  /** A builder of tokens of a product. */
  public static Builder builder(Profile profile) {
    return new Builder(profile);
  }

  /** The product. */
  public Profile profile() {
    return profile;
  }

  /** The serial number, 0 to 4294967295; a {@link Profile#NIST_PIV} card does not say it. */
  public long serial() {
    return serial;
  }

  /** The answer to reset, a copy. */
  public byte[] atr() {
    return contactless ? profile.contactlessAtr() : profile.atr();
  }

  /** Whether the card says that it takes extended-length commands. */
  public boolean extendedLength() {
    return profile.extendedLength();
  }

  /** The name its reader has: it says that it is simulated. */
  public String readerName() {
    String reader = contactless ? profile.contactlessReaderName() : profile.readerName();
    return reader + " 00 00";
  }

  /** The root certificate, DER, of all PIV attestations. Its private key is public. */
  public static byte[] attestationRoot() {
    return AttestationAuthority.rootCertificate();
  }

  /** The root certificate, DER, of all attestations of security keys. Its private key is public. */
  public static byte[] fidoAttestationRoot() {
    return BatchAttestation.rootCertificate();
  }

  /**
   * What the bare card answers: {@code 61xx} is returned, faults are not applied.
   *
   * @param command anything; what is no command is answered with an error
   * @return 2 to 65538 bytes
   * @throws IllegalStateException when the card has no power
   */
  public byte[] transmit(byte[] command) {
    return card.execute(command)
        .orElseThrow(() -> new IllegalStateException("the simulated card has no power"));
  }

  /** The same, for a reader. */
  byte[] answer(byte[] command) throws ChannelException {
    return card.execute(command).orElseThrow(PoweredCard::withoutPower);
  }

  /** How many commands it has executed since it was made, messages over USB included. */
  public long commands() {
    return commands.get();
  }

  /** Whether its reader is a contactless one. */
  public boolean contactless() {
    return contactless;
  }

  /** Whether it is a security key over USB now: some can be disabled there. */
  public boolean isSecurityKey() {
    return hid.filter(CtapHidDevice::present).isPresent();
  }

  Optional<CtapHidDevice> hid() {
    return hid;
  }

  FaultInjector faults() {
    return faults;
  }

  /**
   * What a reader gets from the card: as {@link #transmit}, with the faults of the schedule.
   *
   * @throws ChannelException of kind {@code REMOVED} or {@code RESET} when the schedule says so
   */
  public byte[] transceive(byte[] command) throws ChannelException {
    card.requirePower();
    return faults.exchange(command, this);
  }

  /**
   * A finger touches the token while nothing waits for it, so that it types as a keyboard with the
   * layout of the United States would. It does so too while a reader has switched the card off.
   *
   * @param slot 1 for a short touch, 2 for a long one
   * @return what is typed, {@code \n} for Enter; empty when the slot types nothing
   * @throws IllegalArgumentException for another slot
   */
  public String touchSlot(int slot) {
    if (slot != 1 && slot != 2) {
      throw new IllegalArgumentException("a token has the slots 1 and 2, not " + slot);
    }
    return card.between(() -> button.apply(slot));
  }

  /** Gives power; nothing is selected. */
  public void powerOn() {
    card.powerOn();
  }

  /**
   * Takes power away; volatile state is gone. A command of a security key that waits for a touch
   * ends without any effect, as with {@link #reset}; one of another application is waited for.
   */
  public void powerOff() {
    card.powerOff();
  }

  /** Resets the card; volatile state is gone. */
  public void reset() {
    card.reset();
  }

  /** A mount calls this when the token is plugged in: power comes, commands count from one. */
  public void attached() {
    faults.restart();
    card.pluggedIn();
  }

  /** Replaces the fault schedule; commands count from one. */
  public void injectFaults(FaultSchedule schedule) {
    faults.replace(schedule);
  }

  /** Takes power away and lets go of the storage. */
  @Override
  public void close() {
    powerOff();
    storage.close();
  }

  @Override
  public String toString() {
    return "simulated %s, serial %d".formatted(profile.externalName(), serial);
  }

  /** Builds a token. */
  public static final class Builder {
    private final Profile profile;
    private World world = World.system();
    private FaultSchedule faults = FaultSchedule.none();
    private TokenStorage storage = TokenStorage.memory();
    private @Nullable Long serial;
    private boolean contactless;

    private Builder(Profile profile) {
      this.profile = profile;
    }

    /**
     * Sets the serial number; a random one of eight digits otherwise, or the stored one.
     *
     * @throws IllegalArgumentException unless it is 0 to 4294967295
     */
    public Builder serial(long value) {
      if (value < 0 || value > TokenIdentityRecord.MAX_SERIAL) {
        throw new IllegalArgumentException("serial number " + value + " has more than 32 bits");
      }
      serial = value;
      return this;
    }

    /**
     * Puts it on a contactless reader, with what it has over NFC.
     *
     * @throws IllegalArgumentException when this profile has no NFC
     */
    public Builder contactless() {
      if (!profile.contactless()) {
        throw new IllegalArgumentException(profile.externalName() + " has no NFC");
      }
      contactless = true;
      return this;
    }

    /** Sets the world; {@link World#system()} otherwise. */
    public Builder world(World value) {
      world = value;
      return this;
    }

    /** Sets the faults; none otherwise. */
    public Builder faults(FaultSchedule value) {
      faults = value;
      return this;
    }

    /** Sets the storage, which the token closes; memory otherwise. */
    public Builder storage(TokenStorage value) {
      storage = value;
      return this;
    }

    /**
     * The token: what the storage holds, or a new one.
     *
     * @throws UncheckedIOException when the storage fails, is damaged, or holds another token
     */
    public VirtualToken build() {
      try {
        return open();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    VirtualToken open() throws IOException {
      return new VirtualToken(this);
    }
  }
}
