package dev.countersign.host.pkcs11;

import dev.countersign.device.DecryptionAlgorithm;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.device.encoding.RsaPadding;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decryption with one RSA key ([PKCS11-CURR] 2.1.6, 2.1.8, 2.1.11). */
final class Decrypter {
  private static final String OPERATION = "decrypt";

  private final KeyAlgorithm key;
  private final KeyUse use;
  private final Mechanisms mechanisms;

  Decrypter(KeyAlgorithm key, KeyUse use, Mechanisms mechanisms) {
    this.key = key;
    this.use = use;
    this.mechanisms = mechanisms;
  }

  Decrypter with(PinEntry pinEntry) {
    return new Decrypter(key, use.with(pinEntry), mechanisms);
  }

  /**
   * A way to decrypt.
   *
   * @param padded whether the token hands out the block with its padding
   */
  private record Way(Mechanism mechanism, boolean padded) {}

  byte[] decrypt(DecryptionAlgorithm algorithm, byte[] ciphertext) {
    if (key.family() != KeyAlgorithm.Family.RSA) {
      throw new IllegalArgumentException(
          "a key of kind %s agrees and does not decrypt".formatted(key.externalName()));
    } else if (ciphertext.length != key.bytes()) {
      throw new IllegalArgumentException(
          "the ciphertext has %d bytes, not %d".formatted(ciphertext.length, key.bytes()));
    }
    List<Way> ways = ways(algorithm);
    if (ways.isEmpty()) {
      throw new TokenException.Unsupported(
          use.name(),
          OPERATION,
          "the token does not decrypt with this padding",
          "encrypt with another padding; countersign pkcs11 info lists what the token can");
    }
    return use.run(OPERATION, new Decryption(algorithm, ways, ciphertext));
  }

  private List<Way> ways(DecryptionAlgorithm algorithm) {
    List<Way> ways = new ArrayList<>();
    if (algorithm instanceof DecryptionAlgorithm.RsaOaep oaep) {
      ways.add(
          new Way(
              new Mechanism(
                  Ckm.RSA_PKCS_OAEP,
                  new Mechanism.Oaep(Hashes.hash(oaep.hash()), Hashes.mgf(oaep.mgfHash()))),
              false));
    } else if (algorithm instanceof DecryptionAlgorithm.RsaPkcs1) {
      ways.add(new Way(Mechanism.of(Ckm.RSA_PKCS), false));
    }
    ways.add(new Way(Mechanism.of(Ckm.RSA_X_509), true));
    ways.removeIf(way -> !mechanisms.has(way.mechanism().type()));
    return ways;
  }

  /** Takes the first way that the token takes. */
  private final class Decryption implements KeyUse.Operation<byte[]> {
    private final DecryptionAlgorithm algorithm;
    private final List<Way> ways;
    private final byte[] ciphertext;
    private @Nullable Way taken;
    private int failures;

    Decryption(DecryptionAlgorithm algorithm, List<Way> ways, byte[] ciphertext) {
      this.algorithm = algorithm;
      this.ways = ways;
      this.ciphertext = ciphertext;
    }

    @Override
    public void begin(CryptokiSession session, long handle) {
      for (int i = 0; ; i++) {
        try {
          session.decryptInit(ways.get(i).mechanism(), handle);
          taken = ways.get(i);
          return;
        } catch (CryptokiException e) {
          if (!KeyUse.isAboutMechanism(e) || i + 1 == ways.size()) {
            throw e;
          }
        }
      }
    }

    @Override
    public byte[] finish(CryptokiSession session) {
      byte[] answer = answer(session);
      if (!Objects.requireNonNull(taken).padded()) {
        return answer;
      }
      byte[] block = null;
      try {
        block = ofModulusLength(answer);
        return unpadded(block);
      } catch (RsaPadding.BadPaddingException e) {
        throw badPadding();
      } finally {
        Arrays.fill(answer, (byte) 0);
        if (block != null) {
          Arrays.fill(block, (byte) 0);
        }
      }
    }

    /**
     * What the token makes of it. Errors that a wrong padding has with some module are one; those
     * that may mean something else are believed when the token repeats them.
     */
    private byte[] answer(CryptokiSession session) {
      try {
        return session.decrypt(ciphertext);
      } catch (CryptokiException e) {
        boolean data =
            e.is(
                Ckr.CKR_ENCRYPTED_DATA_INVALID,
                Ckr.CKR_ENCRYPTED_DATA_LEN_RANGE,
                Ckr.CKR_DATA_INVALID,
                Ckr.CKR_DATA_LEN_RANGE);
        boolean anything =
            e.is(Ckr.CKR_GENERAL_ERROR, Ckr.CKR_FUNCTION_FAILED, Ckr.CKR_ARGUMENTS_BAD);
        if (data || (anything && failures++ > 0)) {
          throw badPadding();
        }
        throw e;
      }
    }

    private byte[] unpadded(byte[] block) throws RsaPadding.BadPaddingException {
      if (algorithm instanceof DecryptionAlgorithm.RsaOaep oaep) {
        return RsaPadding.decodeOaep(oaep.hash(), oaep.mgfHash(), block);
      } else if (algorithm instanceof DecryptionAlgorithm.RsaPkcs1) {
        return RsaPadding.decodePkcs1(block);
      }
      return block.clone();
    }
  }

  /** The whole block: there are modules that leave out zeros in front. */
  private byte[] ofModulusLength(byte[] answer) {
    if (answer.length > key.bytes()) {
      throw new TokenException.BadResponse(
          use.name(), OPERATION, "its block has %d bytes".formatted(answer.length), null);
    }
    byte[] block = new byte[key.bytes()];
    System.arraycopy(answer, 0, block, block.length - answer.length, answer.length);
    return block;
  }

  private TokenException badPadding() {
    return new TokenException.BadData(
        use.name(),
        OPERATION,
        "the ciphertext was not made for this key and padding",
        "check which key it was encrypted to",
        null);
  }
}
