package dev.countersign.card.oath;

import dev.countersign.card.apdu.ScriptedChannel;
import dev.countersign.card.apdu.ScriptedReader;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Lane;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Ports;
import dev.countersign.device.Presence;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.spec.KeySpec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** A token of exact bytes, and what stands around it. */
final class OathScript {
  static final String YUBIKEY_5 = "3BFD1300008131FE158073C021C057597562694B657940";
  static final String YUBIKEY_4 = "3BF81300008131FE15597562696B657934D4";
  static final String OTHER = "3B80";

  static final String SELECT = "00A40400 07 A0000005272101 00";
  static final String SALT = "0102030405060708";
  static final String VERSION = "7903 050704 ";
  static final String OPEN = VERSION + "7108" + SALT + "9000";
  static final String CHALLENGE = "C1C2C3C4C5C6C7C8";
  static final String LOCKED = VERSION + "7108" + SALT + "7408" + CHALLENGE + "7B0101 9000";

  /** What the host draws for a challenge of its own. */
  static final String DRAWN = "AAAAAAAAAAAAAAAA";

  static final String PASSWORD = "open sesame";

  final List<PinRequest> asked = new ArrayList<>();
  final List<String> touches = new ArrayList<>();
  final Lane lane;
  String password = PASSWORD;
  boolean givesPassword = true;
  int rejected;
  int accepted;

  OathScript(ScriptedChannel... cards) {
    for (ScriptedChannel card : cards) {
      card.repeatable(SELECT);
    }
    lane = new Lane(new ScriptedReader(cards));
  }

  Optional<Token> recognise() {
    SecureRandom drawn =
        new SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0xAA);
          }
        };
    Presence presence =
        (token, purpose, certain) -> {
          touches.add(purpose + (certain ? "!" : "?"));
          return () -> {};
        };
    return new OathDriver()
        .recognise(lane, new Ports(Clock.systemUTC(), drawn, new Entry(), presence));
  }

  Token token() {
    return recognise().orElseThrow();
  }

  CodeAccounts accounts() {
    return token().require(CodeAccounts.class);
  }

  private final class Entry implements PinEntry {
    @Override
    public Secret enter(PinRequest request) {
      asked.add(request);
      return givesPassword ? Secret.copyOf(password.toCharArray()) : PinEntry.none().enter(request);
    }

    @Override
    public void accepted(PinRequest request) {
      accepted++;
    }

    @Override
    public void rejected(PinRequest request) {
      rejected++;
    }
  }

  /** The 16 bytes of a password, as the runtime's own PBKDF2 makes them. */
  static byte[] key(String password) {
    try {
      KeySpec spec = new PBEKeySpec(password.toCharArray(), unhex(SALT), 1000, 128);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1").generateSecret(spec).getEncoded();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String hmac(byte[] key, String messageHex) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      return hex(mac.doFinal(unhex(messageHex)));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String validate(String password) {
    return "00A30000 20 7514" + hmac(key(password), CHALLENGE) + "7408" + DRAWN + "00";
  }

  static String proof(String password) {
    return "7514" + hmac(key(password), DRAWN) + "9000";
  }

  /** A data object of that tag with text in it. */
  static String text(String tag, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return tag + "%02X".formatted(bytes.length) + hex(bytes);
  }

  /** A short command with these data and an Le of 00. */
  static String command(String header, String data) {
    String plain = data.replace(" ", "");
    return header + "%02X".formatted(plain.length() / 2) + plain + "00";
  }

  static Secret secret(String hex) {
    return Secret.copyOf(unhex(hex));
  }

  static byte[] unhex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
