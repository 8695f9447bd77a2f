package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.wire.ChannelException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A new management key ([YK-PIV] SET MANAGEMENT KEY), with the old one authenticated.
 *
 * <p>Where it is kept behind the PIN it is stored first and set last. Interrupted between the two
 * the token still has the old key: nothing is lost that the owner had. The other way round the new
 * key, which nobody has seen, would be lost.
 */
final class ManagementKeyChange {
  private static final int INS_SET_MANAGEMENT_KEY = 0xFF;
  private static final int NO_TOUCH = 0xFF;

  private ManagementKeyChange() {}

  static boolean make(
      PivCard card, ManagementKeyAlgorithm algorithm, byte[] key, boolean protectedByPin)
      throws ChannelException {
    boolean wasProtected =
        PivObjects.readTolerantly(card, PivObjects.ADMIN)
            .filter(AdminData::saysProtected)
            .isPresent();
    if (protectedByPin) {
      byte[] stored = AdminData.storeKey(key);
      try {
        PivObjects.writeSecret(card, PivObjects.PRINTED, stored);
      } finally {
        Arrays.fill(stored, (byte) 0);
      }
      PivObjects.write(card, PivObjects.ADMIN, AdminData.protectedMark());
    }
    set(card, algorithm, key);
    if (wasProtected && !protectedByPin) {
      PivObjects.write(card, PivObjects.ADMIN, AdminData.emptyMark());
      PivObjects.write(card, PivObjects.PRINTED, new byte[0]);
    }
    return true;
  }

  private static void set(PivCard card, ManagementKeyAlgorithm algorithm, byte[] key)
      throws ChannelException {
    byte[] data = new byte[3 + key.length];
    data[0] = (byte) algorithm.id();
    data[1] = (byte) ManagementAuthentication.MANAGEMENT_KEY;
    data[2] = (byte) key.length;
    System.arraycopy(key, 0, data, 3, key.length);
    CommandApdu command = CommandApdu.secret(INS_SET_MANAGEMENT_KEY, 0xFF, NO_TOUCH, data);
    card.task().onlyOnce();
    try {
      card.require(command);
    } finally {
      command.wipe();
    }
  }

  /** The algorithm that a token's key has, else the one that all tokens without metadata have. */
  static ManagementKeyAlgorithm algorithm(Optional<ManagementKeyAlgorithm> told) {
    return told.orElse(ManagementKeyAlgorithm.TDES);
  }
}
