package dev.countersign.host.cryptoki;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The specification's names of numbers: {@code CKM_ECDSA_SHA256}. Read when the first is asked for,
 * since few runs need them.
 */
public final class ConstantNames {
  private static final String MECHANISM = "CKM_";

  private ConstantNames() {}

  private static final class Table {
    private static final Map<String, Long> VALUES = new HashMap<>();
    private static final Map<Long, String> MECHANISMS = new HashMap<>();

    static {
      try (InputStream in = ConstantNames.class.getResourceAsStream("constants.txt")) {
        if (in == null) {
          throw new IllegalStateException("constants.txt is missing");
        }
        new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
            .lines()
            .filter(line -> !line.startsWith("#"))
            .forEach(Table::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void add(String line) {
      int blank = line.indexOf(' ');
      String name = line.substring(0, blank);
      long value = Long.parseLong(line.substring(blank + 1), 16);
      VALUES.put(name, value);
      if (name.startsWith(MECHANISM)) {
        MECHANISMS.putIfAbsent(value, name);
      }
    }
  }

  /**
   * The number that a name stands for: {@code CKM_ECDSA}, {@code CKK_EC}, {@code CKA_TOKEN}, {@code
   * CKO_DATA}; empty for an unknown one.
   */
  public static OptionalLong value(String name) {
    Long value = Table.VALUES.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** The name of a mechanism; empty for one of a vendor. */
  public static Optional<String> mechanism(long type) {
    return Optional.ofNullable(Table.MECHANISMS.get(type));
  }
}
