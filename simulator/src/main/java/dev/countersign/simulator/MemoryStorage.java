package dev.countersign.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Storage that is gone with the process. */
final class MemoryStorage implements TokenStorage {
  private final Map<String, byte[]> records = new ConcurrentHashMap<>();

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(records.get(name)).map(byte[]::clone);
  }

  @Override
  public void write(String name, byte[] record) {
    records.put(name, record.clone());
  }

  /** Keeps the records: the same storage may serve another token object. */
  @Override
  public void close() {}
}
