package dev.countersign.junit;

import dev.countersign.simulator.TokenStorage;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Storage of which there can be a copy. */
final class CopiedStorage implements TokenStorage {
  private final Map<String, byte[]> records;

  CopiedStorage() {
    records = new ConcurrentHashMap<>();
  }

  private CopiedStorage(Map<String, byte[]> records) {
    this.records = new ConcurrentHashMap<>(records); // the arrays are never changed
  }

  CopiedStorage copy() {
    return new CopiedStorage(records);
  }

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(records.get(name)).map(byte[]::clone);
  }

  @Override
  public void write(String name, byte[] record) {
    records.put(name, record.clone());
  }

  @Override
  public void close() {}
}
