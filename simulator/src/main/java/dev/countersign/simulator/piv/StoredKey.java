package dev.countersign.simulator.piv;

/**
 * A key in a slot.
 *
 * @param material the key
 * @param origin {@link #GENERATED} or {@link #IMPORTED}
 * @param policies what it asks for before it works
 */
record StoredKey(KeyMaterial material, int origin, Policies policies) {
  static final int GENERATED = 1;
  static final int IMPORTED = 2;
}
