package dev.countersign.simulator.piv;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the applet keeps when power is gone. Never changed: a command makes a new one.
 *
 * @param objects data objects by tag, values without the 53 wrapper
 * @param keys keys by reference
 * @param management the card management key
 * @param pin the PIN
 * @param puk the PUK
 */
record PivState(
    SortedMap<Integer, byte[]> objects,
    SortedMap<Integer, StoredKey> keys,
    ManagementKey management,
    Reference pin,
    Reference puk) {

  PivState {
    objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
    keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
  }

  /** A card without keys and objects, with factory values. */
  static PivState factory(ManagementAlgorithm algorithm) {
    return new PivState(
        new TreeMap<>(),
        new TreeMap<>(),
        ManagementKey.factory(algorithm),
        Reference.FACTORY_PIN,
        Reference.FACTORY_PUK);
  }

  /** With an object; an empty value removes it. */
  PivState withObject(int tag, byte[] value) {
    TreeMap<Integer, byte[]> changed = new TreeMap<>(objects);
    if (value.length == 0) {
      changed.remove(tag);
    } else {
      changed.put(tag, value);
    }
    return new PivState(changed, keys, management, pin, puk);
  }

  PivState withKey(int slot, StoredKey key) {
    TreeMap<Integer, StoredKey> changed = new TreeMap<>(keys);
    changed.put(slot, key);
    return new PivState(objects, changed, management, pin, puk);
  }

  PivState withoutKey(int slot) {
    TreeMap<Integer, StoredKey> changed = new TreeMap<>(keys);
    changed.remove(slot);
    return new PivState(objects, changed, management, pin, puk);
  }

  PivState withManagement(ManagementKey key) {
    return new PivState(objects, keys, key, pin, puk);
  }

  PivState withPin(Reference changed) {
    return new PivState(objects, keys, management, changed, puk);
  }

  PivState withPuk(Reference changed) {
    return new PivState(objects, keys, management, pin, changed);
  }

  /** Bytes that objects and keys take, roughly as a card would count them. */
  int size() {
    int size = 0;
    for (Map.Entry<Integer, byte[]> object : objects.entrySet()) {
      size += object.getValue().length;
    }
    for (StoredKey key : keys.values()) {
      size += key.material().encode().length;
    }
    return size;
  }
}
