package dev.countersign.simulator.oath;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.World;
import java.nio.charset.StandardCharsets;

/** What tests of the OATH applet say to it. */
final class OathCase {
  static final String SELECT = "00A4040007A0000005272101";
  static final String LIST = "00A10000";
  static final String RESET = "0004DEAD00";

  private final TestCard card;

  private OathCase(TestCard card) {
    this.card = card;
  }

  /** A selected applet of a token with serial number 12345678. */
  static OathCase of(Profile profile, World world, TokenStorage storage) {
    OathCase made = new OathCase(TestCard.of(profile, world, storage));
    TestCard.expectOk(made.send(SELECT));
    return made;
  }

  static OathCase of(Profile profile) {
    return of(profile, World.deterministic(1), TokenStorage.memory());
  }

  TestCard card() {
    return card;
  }

  String send(String command) {
    return card.send(command.replace(" ", ""));
  }

  /** A short command without Le. */
  String send(String header, String data) {
    return send(header + length(data) + data);
  }

  /** A whole answer, SEND REMAINING where there is more. */
  String whole(String command) {
    return card.whole(command, "00A5000000");
  }

  /** PUT of a key in hexadecimal; behind it property and counter as they are. */
  String put(String name, int type, int digits, String key, String more) {
    return send("00010000", putData(name, type, digits, key) + more);
  }

  static String putData(String name, int type, int digits, String key) {
    return tlv("71", text(name)) + tlv("73", "%02X%02X".formatted(type, digits) + key);
  }

  /** CALCULATE with truncation or, P2 00, without. */
  String calculate(String name, String p2, String challenge) {
    return send("00A200" + p2, tlv("71", text(name)) + tlv("74", challenge));
  }

  /** The code of an answer to CALCULATE with truncation. */
  static String code(String answer) {
    TestCard.expectOk(answer);
    byte[] value = TestCard.parse(TestCard.withoutStatus(answer)).value();
    int truncated =
        (value[1] & 0xFF) << 24
            | (value[2] & 0xFF) << 16
            | (value[3] & 0xFF) << 8
            | (value[4] & 0xFF);
    String digits = "%010d".formatted(truncated);
    return digits.substring(digits.length() - value[0]);
  }

  static String tlv(String tag, String value) {
    return tag + length(value) + value;
  }

  static String length(String hex) {
    return "%02X".formatted(hex.length() / 2);
  }

  static String text(String ascii) {
    return TestCard.hex(ascii.getBytes(StandardCharsets.UTF_8));
  }
}
