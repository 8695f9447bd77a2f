package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.security.SecureRandom;
import java.util.Arrays;

/** The hmac-secret extension of an assertion ([CTAP2.1] 12.5). */
final class HmacSecret {
  private final SharedSecret secret;
  private final byte[] salts;

  private HmacSecret(SharedSecret secret, byte[] salts) {
    this.secret = secret;
    this.salts = salts;
  }

  static HmacSecret read(CborMap input, FidoCard card) throws CborException, CtapRefusal {
    byte[] encrypted = Parameters.required(input.bytes(2));
    byte[] signature = Parameters.required(input.bytes(3));
    PinProtocol protocol =
        PinProtocol.of(input.integer(4).orElse(PinProtocol.ONE.number()), card.features());
    SharedSecret secret = ClientPin.agree(card, protocol, Parameters.required(input.map(1)));
    CtapRefusal.unless(secret.verify(signature, encrypted), CtapStatus.PIN_AUTH_INVALID);
    byte[] salts = secret.decrypt(encrypted).orElse(new byte[0]);
    CtapRefusal.unless(
        salts.length == Hashes.BYTES || salts.length == 2 * Hashes.BYTES,
        CtapStatus.INVALID_LENGTH);
    return new HmacSecret(secret, salts);
  }

  /** What a credential answers: one secret for each salt. */
  Cbor output(CredentialSource source, boolean verified, SecureRandom random) {
    byte[] key = source.credRandom(verified);
    byte[] outputs = new byte[salts.length];
    for (int at = 0; at < salts.length; at += Hashes.BYTES) {
      byte[] one = Hashes.hmac(key, Arrays.copyOfRange(salts, at, at + Hashes.BYTES));
      System.arraycopy(one, 0, outputs, at, one.length);
    }
    return Cbor.bytes(secret.encrypt(outputs, random));
  }
}
