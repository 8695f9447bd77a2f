package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.application.Task;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A new management key ([YK-PIV] SET MANAGEMENT KEY), with the old one authenticated.
 *
 * <p>Where it is kept behind the PIN it is stored first and set last. Interrupted between the two
 * the token still has the old key: the owner's, or the one that stays stored beside the new one.
 * The other way round the new key, which nobody has seen, would be lost.
 */
final class ManagementKeyChange {
  private static final int INS_SET_MANAGEMENT_KEY = 0xFF;
  private static final int NO_TOUCH = 0xFF;
  private static final int TOUCH = 0xFE;

  private final NewManagementKey replacement;
  private final ProtectedData stored;

  private ManagementKeyChange(NewManagementKey replacement, ProtectedData stored) {
    this.replacement = replacement;
    this.stored = stored;
  }

  /**
   * A change of a token on which the management key is, or is to be, stored behind the PIN.
   *
   * @param task what an error names
   * @param printed object 5FC109, in which something else may be already
   */
  static ManagementKeyChange of(Task task, NewManagementKey replacement, Optional<byte[]> printed) {
    Optional<ProtectedData> stored =
        printed.isEmpty()
            ? Optional.of(new ProtectedData(List.of()))
            : ProtectedData.parse(printed.get());
    printed.ifPresent(value -> Arrays.fill(value, (byte) 0));
    if (stored.isEmpty() && replacement.storedBehindPin()) {
      throw new TokenException.Refused(
          task.name(),
          task.operation(),
          "object 5FC109, where the key would be kept, holds what is printed on the card",
          null,
          "set a key that is not kept on the token");
    }
    return new ManagementKeyChange(
        replacement, stored.orElseGet(() -> new ProtectedData(List.of())));
  }

  /** A change of a token on which no key is stored before nor after. */
  static ManagementKeyChange of(NewManagementKey replacement) {
    return new ManagementKeyChange(replacement, new ProtectedData(List.of()));
  }

  /** Changes it; the old key has been authenticated. */
  void make(PivCard card) throws ChannelException {
    byte[] key = replacement.key().bytes();
    try {
      make(card, key);
    } finally {
      Arrays.fill(key, (byte) 0);
      stored.wipe();
    }
  }

  private void make(PivCard card, byte[] key) throws ChannelException {
    AdminData before = AdminData.read(card);
    AdminData after = before.withNewKey(replacement.storedBehindPin());
    boolean replacesStored = before.keyStored() && stored.key().isPresent();
    if (replacement.storedBehindPin()) {
      (replacesStored ? stored.withNextKey(key) : stored.withKey(key)).write(card);
      note(card, before, after);
      set(card, key);
      if (replacesStored) {
        stored.withKey(key).write(card);
      }
      return;
    }
    set(card, key);
    note(card, before, after);
    if (before.keyStored()) {
      stored.withoutKey().write(card);
    }
  }

  private static void note(PivCard card, AdminData before, AdminData after)
      throws ChannelException {
    if (!after.equals(before)) {
      PivObjects.write(card, PivObjects.ADMIN, after.encode());
    }
  }

  private void set(PivCard card, byte[] key) throws ChannelException {
    byte[] data = new byte[3 + key.length];
    data[0] = (byte) replacement.algorithm().id();
    data[1] = (byte) ManagementAuthentication.MANAGEMENT_KEY;
    data[2] = (byte) key.length;
    System.arraycopy(key, 0, data, 3, key.length);
    CommandApdu command =
        CommandApdu.secret(
            INS_SET_MANAGEMENT_KEY, 0xFF, replacement.touch() ? TOUCH : NO_TOUCH, data);
    card.task().onlyOnce();
    try {
      card.require(command);
    } finally {
      command.wipe();
    }
  }
}
