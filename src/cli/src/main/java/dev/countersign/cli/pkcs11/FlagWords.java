package dev.countersign.cli.pkcs11;

import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.ConstantNames;
import dev.countersign.host.cryptoki.Structures.MechanismInfo;
import dev.countersign.host.cryptoki.Structures.SlotInfo;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the flags of a token, a slot and a mechanism mean, in words. */
final class FlagWords {
  private FlagWords() {}

  static List<String> of(TokenInfo token) {
    Map<Long, String> words = new LinkedHashMap<>();
    words.put(Ckf.TOKEN_INITIALIZED, "initialised");
    words.put(Ckf.LOGIN_REQUIRED, "wants a login");
    words.put(Ckf.WRITE_PROTECTED, "read-only");
    words.put(Ckf.RNG, "has a random generator");
    words.put(Ckf.PROTECTED_AUTHENTICATION_PATH, "takes the PIN by itself");
    words.put(Ckf.SO_PIN_LOCKED, "SO PIN blocked");
    words.put(Ckf.ERROR_STATE, "out of order");
    return chosen(token.flags(), words);
  }

  static List<String> of(SlotInfo slot) {
    Map<Long, String> words = new LinkedHashMap<>();
    words.put(Ckf.HW_SLOT, "hardware");
    words.put(Ckf.REMOVABLE_DEVICE, "the token can be taken out");
    return chosen(slot.flags(), words);
  }

  static List<String> of(MechanismInfo mechanism) {
    Map<Long, String> words = new LinkedHashMap<>();
    words.put(Ckf.SIGN, "sign");
    words.put(Ckf.VERIFY, "verify");
    words.put(Ckf.ENCRYPT, "encrypt");
    words.put(Ckf.DECRYPT, "decrypt");
    words.put(Ckf.DIGEST, "digest");
    words.put(Ckf.GENERATE, "generate");
    words.put(Ckf.GENERATE_KEY_PAIR, "generate a pair");
    words.put(Ckf.WRAP, "wrap");
    words.put(Ckf.UNWRAP, "unwrap");
    words.put(Ckf.DERIVE, "derive");
    words.put(Ckf.HW, "in hardware");
    return chosen(mechanism.flags(), words);
  }

  private static List<String> chosen(long flags, Map<Long, String> words) {
    List<String> chosen = new ArrayList<>();
    words.forEach(
        (flag, word) -> {
          if ((flags & flag) != 0) {
            chosen.add(word);
          }
        });
    return chosen;
  }

  /** How the PIN of the user stands, as far as the token tells; it need not count aloud. */
  static String pin(TokenInfo token) {
    if (token.has(Ckf.USER_PIN_LOCKED)) {
      return "blocked";
    } else if (!token.has(Ckf.USER_PIN_INITIALIZED)) {
      return "not set";
    } else if (token.has(Ckf.USER_PIN_TO_BE_CHANGED)) {
      return "must be changed";
    } else if (token.has(Ckf.USER_PIN_FINAL_TRY)) {
      return "one try left";
    }
    return token.has(Ckf.USER_PIN_COUNT_LOW) ? "set, after a wrong try" : "set";
  }

  /** A mechanism's name, or its number when it is a vendor's. */
  static String name(long mechanism) {
    return ConstantNames.mechanism(mechanism).orElse("0x%X".formatted(mechanism));
  }

  /** The sizes of keys, in the unit that the mechanism has: bits, or bytes. */
  static String sizes(MechanismInfo mechanism) {
    if (mechanism.minKeySize() == 0 && mechanism.maxKeySize() == 0) {
      return "-";
    }
    return mechanism.minKeySize() == mechanism.maxKeySize()
        ? Long.toString(mechanism.minKeySize())
        : "%d to %s"
            .formatted(mechanism.minKeySize(), Long.toUnsignedString(mechanism.maxKeySize()));
  }
}
