package dev.countersign.card.oath;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Reads what the application answers ([YK-OATH]); anything else than it must be is an error. */
final class OathAnswers {
  private static final int LISTED = 0x72;
  private static final int TRUNCATED = 0x76;
  private static final int NO_CODE_OF_COUNTER = 0x77;
  private static final int TOUCH_WANTED = 0x7C;
  private static final int TYPE = 0xF0;
  private static final int HASH = 0x0F;
  private static final int MAX_NAME_BYTES = 255;

  private OathAnswers() {}

  /** An account as LIST tells it. */
  record Listed(CodeKind kind, OathHash hash, String name) {}

  /**
   * A truncated value.
   *
   * @param digits as the account was stored with; not checked
   * @param value 31 bits
   */
  record Value(int digits, int value) {}

  /**
   * An account as CALCULATE ALL tells it.
   *
   * @param value empty for HOTP, and where a touch is wanted
   */
  record Calculated(String name, CodeKind kind, boolean touch, int digits, OptionalInt value) {}

  /** The answer to LIST. */
  static List<Listed> list(OathCard card, byte[] data) {
    try {
      return list(data);
    } catch (TlvException e) {
      throw card.badResponse("its list of accounts cannot be read", e);
    }
  }

  static List<Listed> list(byte[] data) throws TlvException {
    List<Listed> accounts = new ArrayList<>();
    for (Tlv entry : Tlv.parseAll(data)) {
      byte[] value = entry.value();
      if (entry.tag() != LISTED || value.length < 2) {
        throw new TlvException("an account has a type and a name");
      }
      CodeKind kind =
          switch (value[0] & TYPE) {
            case 0x10 -> CodeKind.HOTP;
            case 0x20 -> CodeKind.TOTP;
            default -> throw new TlvException("an account is TOTP or HOTP");
          };
      OathHash hash =
          switch (value[0] & HASH) {
            case 0x01 -> OathHash.SHA1;
            case 0x02 -> OathHash.SHA256;
            case 0x03 -> OathHash.SHA512;
            default -> throw new TlvException("an account has one of three hash functions");
          };
      accounts.add(new Listed(kind, hash, name(Arrays.copyOfRange(value, 1, value.length))));
    }
    return accounts;
  }

  /** The answer to CALCULATE ALL. */
  static List<Calculated> all(OathCard card, byte[] data) {
    try {
      return all(data);
    } catch (TlvException e) {
      throw card.badResponse("its codes cannot be read", e);
    }
  }

  static List<Calculated> all(byte[] data) throws TlvException {
    List<Tlv> parts = Tlv.parseAll(data);
    if (parts.size() % 2 != 0) {
      throw new TlvException("an account has a name and an answer");
    }
    List<Calculated> accounts = new ArrayList<>();
    for (int i = 0; i < parts.size(); i += 2) {
      Tlv name = parts.get(i);
      if (name.tag() != OathCommands.NAME) {
        throw new TlvException("an account begins with its name");
      }
      accounts.add(calculated(name(name.value()), parts.get(i + 1)));
    }
    return accounts;
  }

  private static Calculated calculated(String name, Tlv answer) throws TlvException {
    if (answer.tag() == TRUNCATED) {
      Value value = value(answer);
      return new Calculated(
          name, CodeKind.TOTP, false, value.digits(), OptionalInt.of(value.value()));
    }
    boolean counter = answer.tag() == NO_CODE_OF_COUNTER;
    if ((!counter && answer.tag() != TOUCH_WANTED) || answer.value().length != 1) {
      throw new TlvException("an account has a code, or says why not");
    }
    return new Calculated(
        name,
        counter ? CodeKind.HOTP : CodeKind.TOTP,
        !counter,
        answer.value()[0] & 0xFF,
        OptionalInt.empty());
  }

  /** The answer to CALCULATE with truncation. */
  static Value value(OathCard card, byte[] data) {
    try {
      return value(Tlv.parse(data));
    } catch (TlvException e) {
      throw card.badResponse("its code cannot be read", e);
    }
  }

  static Value value(Tlv answer) throws TlvException {
    byte[] v = answer.value();
    if (answer.tag() != TRUNCATED || v.length != 5) {
      throw new TlvException("a truncated value has four bytes");
    }
    // some tokens leave the first bit, which is not part of it
    int value = (v[1] & 0x7F) << 24 | (v[2] & 0xFF) << 16 | (v[3] & 0xFF) << 8 | (v[4] & 0xFF);
    return new Value(v[0] & 0xFF, value);
  }

  /** Whether an answer to CALCULATE is truncated, whatever was asked for. */
  static boolean isTruncated(byte[] data) {
    return data.length > 0 && (data[0] & 0xFF) == TRUNCATED;
  }

  /** The MAC in the answer to CALCULATE without truncation. */
  static byte[] mac(OathCard card, byte[] data, OathHash hash) {
    try {
      Tlv answer = Tlv.parse(data);
      if (answer.tag() != OathCommands.RESPONSE
          || answer.value().length != 1 + hash.lengthBytes()) {
        throw new TlvException("a MAC has the length of its hash");
      }
      return Arrays.copyOfRange(answer.value(), 1, answer.value().length);
    } catch (TlvException e) {
      throw card.badResponse("its MAC cannot be read", e);
    }
  }

  /** The proof in the answer to VALIDATE. */
  static byte[] response(OathCard card, byte[] data) {
    try {
      Tlv answer = Tlv.parse(data);
      if (answer.tag() != OathCommands.RESPONSE) {
        throw new TlvException("a response has another tag");
      }
      return answer.value();
    } catch (TlvException e) {
      throw card.badResponse("its answer to the password cannot be read", e);
    }
  }

  private static String name(byte[] bytes) throws TlvException {
    if (bytes.length == 0 || bytes.length > MAX_NAME_BYTES) {
      throw new TlvException("a name has 1 to %d bytes".formatted(MAX_NAME_BYTES));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
