package dev.countersign.simulator.piv;

import java.util.Optional;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/** Block ciphers of the card management key 9B ([SP800-78-5], [YK-PIV] SET MANAGEMENT KEY). */
public enum ManagementAlgorithm {
  TDES(0x03, 24, 8),
  AES_128(0x08, 16, 16),
  AES_192(0x0A, 24, 16),
  AES_256(0x0C, 32, 16);

  private final int id;
  private final int keyBytes;
  private final int blockBytes;

  ManagementAlgorithm(int id, int keyBytes, int blockBytes) {
    this.id = id;
    this.keyBytes = keyBytes;
    this.blockBytes = blockBytes;
  }

  /** The algorithm identifier, one byte. */
  public int id() {
    return id;
  }

  /** Key length in bytes. */
  public int keyBytes() {
    return keyBytes;
  }

  /** Block length in bytes, which is also the length of challenge and witness. */
  public int blockBytes() {
    return blockBytes;
  }

  /** The algorithm with this identifier; 00 is the old name of 3DES. */
  public static Optional<ManagementAlgorithm> byId(int id) {
    int wanted = id == 0 ? TDES.id : id;
    for (ManagementAlgorithm algorithm : values()) {
      if (algorithm.id == wanted) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** Encrypts one block. */
  byte[] encrypt(byte[] key, byte[] block) {
    BlockCipher cipher = this == TDES ? new DESedeEngine() : AESEngine.newInstance();
    cipher.init(true, new KeyParameter(key));
    byte[] out = new byte[blockBytes];
    cipher.processBlock(block, 0, out, 0);
    return out;
  }
}
