package dev.countersign.fido.ctap;

import com.yubico.yubikit.core.util.Pair;
import com.yubico.yubikit.fido.ctap.PinUvAuthProtocol;
import com.yubico.yubikit.fido.ctap.PinUvAuthProtocolV1;
import com.yubico.yubikit.fido.ctap.PinUvAuthProtocolV2;
import dev.countersign.card.application.Task;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How PINs and secrets go between host and key ([CTAP2.1] 6.5.6, 6.5.7): yubikit's, with checks on
 * what comes from the key.
 */
final class PinProtocol {
  private static final int COORDINATE_BYTES = 32;
  private static final int BLOCK_BYTES = 16;

  private final PinUvAuthProtocol protocol;

  private PinProtocol(PinUvAuthProtocol protocol) {
    this.protocol = protocol;
  }

  /** The second where the key has it, else the first. */
  static PinProtocol of(SecurityKeyInfo info, Task task) {
    if (info.pinProtocols().contains(PinUvAuthProtocolV2.VERSION)) {
      return new PinProtocol(new PinUvAuthProtocolV2());
    } else if (info.pinProtocols().contains(PinUvAuthProtocolV1.VERSION)) {
      return new PinProtocol(new PinUvAuthProtocolV1());
    }
    throw new TokenException.Unsupported(
        task.name(),
        task.operation(),
        "the key knows no way of taking a PIN that is known here",
        "use another key");
  }

  int version() {
    return protocol.getVersion();
  }

  byte[] authenticate(byte[] key, byte[] message) {
    return protocol.authenticate(key, message);
  }

  /**
   * Agrees with the key on a secret.
   *
   * @param keyAgreement the public key that it answered
   * @throws CborException when that is none
   */
  SharedSecret agree(CborMap keyAgreement) throws CborException {
    Map<Integer, Object> peer = new HashMap<>();
    for (int coordinate : new int[] {-2, -3}) {
      byte[] value = keyAgreement.bytes(coordinate).orElse(new byte[0]);
      if (value.length != COORDINATE_BYTES) {
        throw new CborException(CborException.Kind.TYPE, "its key is no point of P-256");
      }
      peer.put(coordinate, value);
    }
    try {
      Pair<Map<Integer, ?>, byte[]> agreed = protocol.encapsulate(peer);
      return new SharedSecret(agreed.second, cose(agreed.first));
    } catch (IllegalStateException e) {
      throw new CborException(CborException.Kind.TYPE, "its key is no point of P-256");
    }
  }

  private static CborMap cose(Map<Integer, ?> key) {
    CborMap.Builder cose = Cbor.map();
    key.forEach(
        (member, value) -> {
          if (value instanceof byte[] bytes) {
            cose.put(member, bytes);
          } else if (value instanceof Integer number) {
            cose.put(member, number);
          }
        });
    return cose.build();
  }

  /** A secret that host and key share until the key is without power, or gets a wrong PIN. */
  final class SharedSecret implements AutoCloseable {
    private final byte[] secret;
    private final CborMap publicKey;

    private SharedSecret(byte[] secret, CborMap publicKey) {
      this.secret = secret;
      this.publicKey = publicKey;
    }

    PinProtocol protocol() {
      return PinProtocol.this;
    }

    /** The host's public key. */
    CborMap publicKey() {
      return publicKey;
    }

    byte[] encrypt(byte[] plain) {
      return protocol.encrypt(secret, plain);
    }

    byte[] authenticate(byte[] message) {
      return protocol.authenticate(secret, message);
    }

    /**
     * Decrypts what the key encrypted.
     *
     * @throws CborException when it cannot be that
     */
    byte[] decrypt(byte[] encrypted) throws CborException {
      int least = version() == PinUvAuthProtocolV2.VERSION ? 2 * BLOCK_BYTES : BLOCK_BYTES;
      if (encrypted.length < least || encrypted.length % BLOCK_BYTES != 0) {
        throw new CborException(
            CborException.Kind.TYPE, "what is encrypted has %d bytes".formatted(encrypted.length));
      }
      return protocol.decrypt(secret, encrypted);
    }

    @Override
    public void close() {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
