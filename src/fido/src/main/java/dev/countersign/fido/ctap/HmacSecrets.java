package dev.countersign.fido.ctap;

import dev.countersign.device.Secret;
import dev.countersign.device.fido.SecretSalt;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The extension hmac-secret ([CTAP2.1] 12.5). */
final class HmacSecrets {
  static final String NAME = "hmac-secret";

  private HmacSecrets() {}

  /** What the message has for these salts. */
  static CborMap asked(List<SecretSalt> salts, PinProtocol.SharedSecret shared) {
    byte[] plain = new byte[salts.size() * SecretSalt.BYTES];
    for (int i = 0; i < salts.size(); i++) {
      System.arraycopy(salts.get(i).bytes(), 0, plain, i * SecretSalt.BYTES, SecretSalt.BYTES);
    }
    byte[] encrypted = shared.encrypt(plain);
    Arrays.fill(plain, (byte) 0);
    CborMap.Builder asked =
        Cbor.map()
            .put(1, shared.publicKey())
            .put(2, encrypted)
            .put(3, shared.authenticate(encrypted));
    if (shared.protocol().version() != 1) {
      asked.put(4, shared.protocol().version());
    }
    return asked.build();
  }

  /** The secrets in the extensions of an answer; none when the credential makes none. */
  static List<Secret> answered(AuthenticatorData data, int salts, PinProtocol.SharedSecret shared)
      throws CborException {
    Optional<byte[]> encrypted = data.extensions().bytes(NAME);
    if (encrypted.isEmpty()) {
      return List.of();
    }
    byte[] plain = shared.decrypt(encrypted.get());
    try {
      if (plain.length != salts * SecretSalt.BYTES) {
        throw new CborException(
            CborException.Kind.TYPE, "secrets have %d bytes".formatted(plain.length));
      }
      List<Secret> secrets = new ArrayList<>();
      for (int i = 0; i < salts; i++) {
        byte[] one = Arrays.copyOfRange(plain, i * SecretSalt.BYTES, (i + 1) * SecretSalt.BYTES);
        secrets.add(Secret.copyOf(one));
        Arrays.fill(one, (byte) 0);
      }
      return secrets;
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }
}
