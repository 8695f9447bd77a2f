package dev.countersign.cli;

import dev.countersign.card.otp.AccessCodes;
import dev.countersign.card.otp.OtpSlots;
import dev.countersign.card.otp.OtpStatus;
import dev.countersign.card.otp.SlotConfiguration;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two slots in which nothing works and everything is written down: what a command makes of its
 * arguments. {@link FakeOtpDriver} finds them in the reader that this is.
 */
final class FakeSlots implements OtpSlots, ChannelSource, AutoCloseable {
  Optional<String> serial = Optional.of("17");
  final boolean[] programmed = new boolean[2];
  final boolean[] touch = new boolean[2];
  final List<byte[]> challenges = new ArrayList<>();
  final List<String> done = new ArrayList<>();
  @Nullable TokenException problem;
  byte[] response = new byte[20];

  private final String reader = "fake " + UUID.randomUUID();

  FakeSlots() {
    FakeOtpDriver.READERS.put(reader, this);
  }

  private void fail() {
    if (problem != null) {
      throw problem;
    }
  }

  @Override
  public OtpStatus status() {
    return new OtpStatus(
        "5.7.4",
        List.of(
            new OtpStatus.Slot(1, programmed[0], touch[0]),
            new OtpStatus.Slot(2, programmed[1], touch[1])));
  }

  @Override
  public byte[] challenge(int slot, byte[] challenge) {
    fail();
    done.add("challenge " + slot);
    challenges.add(challenge.clone());
    return response.clone();
  }

  @Override
  public void program(int slot, SlotConfiguration configuration, AccessCodes codes) {
    fail();
    done.add(
        "program %d %s codes %s>%s"
            .formatted(slot, words(configuration), hex(codes.current()), hex(codes.next())));
  }

  private static String words(SlotConfiguration configuration) {
    if (configuration instanceof SlotConfiguration.ChallengeResponse c) {
      return "chalresp %s%s".formatted(hex(c.key()), c.touch() ? " touch" : "");
    } else if (configuration instanceof SlotConfiguration.YubicoOtp y) {
      return "yubiotp %s %s %s"
          .formatted(HexFormat.of().formatHex(y.publicId()), hex(y.privateId()), hex(y.key()));
    } else if (configuration instanceof SlotConfiguration.Hotp h) {
      return "hotp %s %d %d".formatted(hex(h.key()), h.digits(), h.counter());
    }
    SlotConfiguration.StaticPassword s = (SlotConfiguration.StaticPassword) configuration;
    return "static %s%s".formatted(hex(s.scanCodes()), s.enter() ? " enter" : "");
  }

  private static String hex(Optional<Secret> secret) {
    return secret.map(FakeSlots::hex).orElse("-");
  }

  private static String hex(Secret secret) {
    byte[] bytes = secret.bytes();
    try {
      return HexFormat.of().formatHex(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public void swap() {
    fail();
    done.add("swap");
  }

  @Override
  public void delete(int slot, AccessCodes codes) {
    fail();
    done.add("delete %d codes %s>%s".formatted(slot, hex(codes.current()), hex(codes.next())));
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public List<Reader> readers() {
    return List.of(new FakeReader(reader));
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    return () -> {};
  }

  @Override
  public void close() {
    FakeOtpDriver.READERS.remove(reader);
  }

  private record FakeReader(String name) implements Reader {
    @Override
    public boolean present() {
      return true;
    }

    @Override
    public ApduChannel connect() {
      return new NothingInside();
    }
  }

  /** A card without any application. */
  private static final class NothingInside implements ApduChannel {
    @Override
    public byte[] transceive(byte[] command) {
      return new byte[] {0x6A, (byte) 0x82};
    }

    @Override
    public byte[] atr() {
      return new byte[] {0x3B, 0x00};
    }

    @Override
    public boolean extendedLength() {
      return false;
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
