package dev.countersign.cli;

import dev.countersign.card.otp.OtpSlots;
import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import dev.countersign.device.TokenDriver;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.TokenUri;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the readers of {@link FakeSlots}, and no other. */
public final class FakeOtpDriver implements TokenDriver {
  static final Map<String, FakeSlots> READERS = new ConcurrentHashMap<>();

  @Override
  public String kind() {
    return "otp";
  }

  @Override
  public Optional<Token> recognise(Lane lane, Ports ports) {
    return Optional.ofNullable(READERS.get(lane.reader()))
        .map(slots -> new FakeToken(slots, lane.reader()));
  }

  private record FakeToken(FakeSlots slots, String reader) implements Token {
    @Override
    public TokenIdentity identity() {
      return new TokenIdentity("otp", slots.serial, "fake", Optional.of("5.7.4"), false);
    }

    @Override
    public TokenUri uri() {
      TokenUri uri = TokenUri.of("otp");
      return slots.serial.map(serial -> uri.with("serial", serial)).orElse(uri);
    }

    @Override
    public String kind() {
      return "otp";
    }

    @Override
    public boolean simulated() {
      return false;
    }

    @Override
    public <C> Optional<C> capability(Class<C> type) {
      return type == OtpSlots.class ? Optional.of(type.cast(slots)) : Optional.empty();
    }
  }
}
