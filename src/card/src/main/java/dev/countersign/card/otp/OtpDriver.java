package dev.countersign.card.otp;

import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import dev.countersign.device.TokenDriver;
import java.util.Optional;

/** Knows the OTP application over CCID, [YK-OTP]. */
public final class OtpDriver implements TokenDriver {
  /** Found through {@link java.util.ServiceLoader}. */
  public OtpDriver() {}

  @Override
  public String kind() {
    return OtpSession.KIND;
  }

  @Override
  public Optional<Token> recognise(Lane lane, Ports ports) {
    return OtpSession.open(lane, ports).map(OtpToken::new);
  }
}
