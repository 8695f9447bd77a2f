package dev.countersign.device;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What drivers keep of a token for as long as it stays attached, whatever is selected on it: its
 * serial number, a key derived from a password. Forgotten, and wiped, with the connection.
 *
 * <p>To be used inside {@link Lane#run}.
 */
public final class AttachmentMemory {
  private final Map<Class<?>, Item> items = new HashMap<>();

  AttachmentMemory() {}

  /** One thing that is kept. */
  public interface Item {
    /** Overwrites what is secret in it. */
    default void wipe() {}
  }

  /** The thing of this type that is kept. */
  public <I extends Item> Optional<I> recall(Class<I> type) {
    return Optional.ofNullable(type.cast(items.get(type)));
  }

  /** Keeps a thing instead of the one of the same type, which is wiped. */
  public void keep(Item item) {
    forget(item.getClass());
    items.put(item.getClass(), item);
  }

  /** Wipes the thing of this type. */
  public void forget(Class<? extends Item> type) {
    Item known = items.remove(type);
    if (known != null) {
      known.wipe();
    }
  }

  void clear() {
    items.values().forEach(Item::wipe);
    items.clear();
  }
}
