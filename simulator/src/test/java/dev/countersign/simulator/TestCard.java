package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Talks to a token in hexadecimal. The block ciphers of the management key are the JDK's, so that
 * the applet's own are judged by another implementation.
 */
public final class TestCard {
  public static final String FACTORY_KEY = "010203040506070801020304050607080102030405060708";
  public static final String PIN = "313233343536FFFF";
  public static final String PUK = "3132333435363738";

  private final VirtualToken token;

  public TestCard(VirtualToken token) {
    this.token = token;
  }

  /** A token in memory with serial number 12345678 in the world of seed 1. */
  public static TestCard of(Profile profile) {
    return of(profile, World.deterministic(1));
  }

  public static TestCard of(Profile profile, World world) {
    return of(profile, world, TokenStorage.memory());
  }

  /** A token with serial number 12345678. */
  public static TestCard of(Profile profile, World world, TokenStorage storage) {
    return new TestCard(
        VirtualToken.builder(profile).serial(12345678).world(world).storage(storage).build());
  }

  /** A token that finds this record in its storage, and answers these commands with no 6F00. */
  public static VirtualToken withRecord(String name, byte[] record, List<String> commands)
      throws IOException {
    TokenStorage storage = TokenStorage.memory();
    storage.write(name, record);
    TestCard card = of(Profile.YUBIKEY_5_7, World.deterministic(1), storage);
    for (String command : commands) {
      assertThat(card.send(command)).as(command).doesNotEndWith("6F00");
    }
    return card.token();
  }

  public VirtualToken token() {
    return token;
  }

  /** One command, one answer, nothing followed. */
  public String send(String command) {
    return hex(token.transmit(bytes(command)));
  }

  /** One command, 61xx followed. */
  public String whole(String command) {
    return whole(command, "00C00000%02X");
  }

  /**
   * One command, 61xx followed.
   *
   * @param more the command for it, in which the second status byte may be a number
   */
  public String whole(String command, String more) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] answer = token.transmit(bytes(command));
    while (answer[answer.length - 2] == 0x61) {
      data.write(answer, 0, answer.length - 2);
      answer = token.transmit(bytes(more.formatted(answer[answer.length - 1])));
    }
    data.writeBytes(answer);
    return hex(data.toByteArray());
  }

  /** A command with extended lengths and Le of the largest size. */
  public String extended(String header, String data) {
    return send(header + "00%04X".formatted(data.length() / 2) + data + "0000");
  }

  public TestCard select() {
    ok(send("00A4040005A000000308"));
    return this;
  }

  public TestCard verify() {
    expect("9000", send("0020008008" + PIN));
    return this;
  }

  /** Authenticates with the factory management key, mutually. */
  public TestCard manage() {
    expectOk(manage(algorithm(), FACTORY_KEY));
    return this;
  }

  /** Algorithm of the factory's management key, two digits. */
  public String algorithm() {
    return token.profile() == Profile.YUBIKEY_5_7 ? "0A" : "03";
  }

  /** Mutual authentication; the answer to the second step. */
  public String manage(String algorithm, String key) {
    int block = algorithm.equals("03") ? 8 : 16;
    String step1 = send("0087" + algorithm + "9B047C028000");
    if (!step1.endsWith("9000")) {
      return step1;
    }
    String witness = step1.substring(8, 8 + 2 * block);
    String plain = crypt(Cipher.DECRYPT_MODE, algorithm, key, witness);
    String challenge = "A5".repeat(block);
    String objects = "80%02X".formatted(block) + plain + "81%02X".formatted(block) + challenge;
    String template = "7C%02X".formatted(objects.length() / 2) + objects;
    String answer = send("0087" + algorithm + "9B%02X".formatted(template.length() / 2) + template);
    if (answer.endsWith("9000")) {
      expect(
          crypt(Cipher.ENCRYPT_MODE, algorithm, key, challenge),
          answer.substring(8, 8 + 2 * block));
    }
    return answer;
  }

  public static String crypt(int mode, String algorithm, String key, String block) {
    boolean tdes = algorithm.equals("03");
    try {
      Cipher cipher = Cipher.getInstance(tdes ? "DESede/ECB/NoPadding" : "AES/ECB/NoPadding");
      cipher.init(mode, new SecretKeySpec(bytes(key), tdes ? "DESede" : "AES"));
      return hex(cipher.doFinal(bytes(block)));
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Generates a key; the data objects inside 7F49. */
  public Tlv generate(String slot, String algorithm, String policies) {
    String wishes = "8001" + algorithm + policies;
    String data = "AC%02X".formatted(wishes.length() / 2) + wishes;
    String answer = whole("004700" + slot + "%02X".formatted(data.length() / 2) + data + "00");
    expectOk(answer);
    return parse(withoutStatus(answer));
  }

  /** GENERAL AUTHENTICATE with one object; the whole answer. */
  public String authenticate(String algorithm, String slot, String tag, String value) {
    String objects = "8200" + hex(new Tlv(Integer.parseInt(tag, 16), bytes(value)).encode());
    String data = hex(new Tlv(0x7C, bytes(objects)).encode());
    return extended("0087" + algorithm + slot, data);
  }

  /** The value of 82 inside 7C. */
  public static byte[] result(String answer) {
    expectOk(answer);
    try {
      return parse(withoutStatus(answer)).child(0x82).orElseThrow().value();
    } catch (TlvException e) {
      throw new AssertionError(e);
    }
  }

  public static Tlv parse(String hex) {
    try {
      return Tlv.parse(bytes(hex));
    } catch (TlvException e) {
      throw new AssertionError(hex, e);
    }
  }

  public static String withoutStatus(String answer) {
    return answer.substring(0, answer.length() - 4);
  }

  public static void expectOk(String answer) {
    expect("9000", answer.substring(answer.length() - 4));
  }

  private static void ok(String answer) {
    expectOk(answer);
  }

  private static void expect(String wanted, String got) {
    if (!wanted.equals(got)) {
      throw new AssertionError("wanted " + wanted + ", got " + got);
    }
  }

  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  public static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  /** Eight bytes of a PIN or PUK, padded. */
  public static String padded(String digits) {
    byte[] padded = new byte[8];
    Arrays.fill(padded, (byte) 0xFF);
    for (int i = 0; i < digits.length(); i++) {
      padded[i] = (byte) digits.charAt(i);
    }
    return hex(padded);
  }
}
