package dev.countersign.fido.hid;

import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.fido.ctap.KeyToken;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidChannel;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.Holder;
import dev.countersign.wire.Reader;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;

/** The place of a key on USB. */
final class HidReader implements Reader {
  static final int YUBICO = 0x1050;

  private final SecureRandom random;
  private final Consumer<String> trace;
  private volatile HidDevice device;

  HidReader(HidDevice device, SecureRandom random, Consumer<String> trace) {
    this.device = device;
    this.random = random;
    this.trace = trace;
  }

  /** The device that is in this place now. */
  void device(HidDevice now) {
    device = now;
  }

  HidDevice device() {
    return device;
  }

  boolean yubiKey() {
    return device.vendorId() == YUBICO;
  }

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public boolean simulated() {
    return device.simulated();
  }

  @Override
  public ApduChannel connect() throws ChannelException {
    HidChannel hid;
    try {
      hid = device.connect();
    } catch (ChannelException e) {
      if (e.kind() == ChannelException.Kind.SERVICE) {
        throw notOpened(e);
      }
      throw e;
    }
    boolean opened = false;
    try {
      HidApduChannel channel =
          new HidApduChannel(HidConnection.open(hid, random, trace), yubiKey());
      opened = true;
      return channel;
    } finally {
      if (!opened) {
        hid.close();
      }
    }
  }

  private TokenException notOpened(ChannelException e) {
    return new TokenException.Unavailable(
        TokenUri.of(KeyToken.KIND).with("reader", name()).toString(),
        "open the key",
        "the key cannot be opened: " + e.getMessage(),
        "run countersign doctor, which says what is in the way",
        e);
  }

  @Override
  public Optional<Holder> holder() {
    return Optional.of(
        new Holder("a browser", false, "finish there what it asks for, and run it again"));
  }
}
