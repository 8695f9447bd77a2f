package dev.countersign.simulator.otp;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.util.Arrays;

/** What tests of the OTP applet say to it. */
final class OtpCase {
  static final String SELECT = "00A4040007A0000005272001";
  static final String NO_CODE = "00".repeat(6);
  static final String DELETE = "00".repeat(52);
  static final String HMAC_KEY = "000102030405060708090A0B0C0D0E0F10111213";

  private final TestCard card;

  private OtpCase(TestCard card) {
    this.card = card;
  }

  /** A selected applet of a token with serial number 12345678. */
  static OtpCase of(Profile profile, World world, TokenStorage storage) {
    OtpCase made = new OtpCase(TestCard.of(profile, world, storage));
    TestCard.expectOk(made.send(SELECT));
    return made;
  }

  static OtpCase of(Profile profile) {
    return of(profile, World.deterministic(1), TokenStorage.memory());
  }

  VirtualToken token() {
    return card.token();
  }

  TestCard card() {
    return card;
  }

  String send(String command) {
    return card.send(command.replace(" ", ""));
  }

  /** A request with data, without Le. */
  String request(String number, String data) {
    return send("0001" + number + "00%02X".formatted(data.length() / 2) + data);
  }

  /** Writes or updates a slot without an access code; the status structure. */
  String write(String number, String configuration) {
    return request(number, configuration + NO_CODE);
  }

  /** Sequence and touch level of a status structure. */
  static String told(String status) {
    TestCard.expectOk(status);
    return status.substring(6, 12);
  }

  String status() {
    return told(send("00030000"));
  }

  /** A configuration with its checksum, which is made as polynomial division over bits. */
  static String configuration(
      String fixed, String uid, String key, String code, int ext, int tkt, int cfg) {
    String head =
        padded(fixed, 16)
            + padded(uid, 6)
            + padded(key, 16)
            + padded(code, 6)
            + "%02X%02X%02X%02X0000".formatted(fixed.length() / 2, ext, tkt, cfg);
    int crc = 0xFFFF;
    for (byte b : TestCard.bytes(head)) {
      for (int bit = 0; bit < 8; bit++) {
        boolean carry = ((crc ^ (b >> bit)) & 1) == 1;
        crc = (crc >> 1) ^ (carry ? 0x8408 : 0);
      }
    }
    crc = ~crc & 0xFFFF;
    return head + "%02X%02X".formatted(crc & 0xFF, crc >> 8);
  }

  /** HMAC challenge-response as ykman programs it, with more configuration flags. */
  static String hmac(String key, String code, int cfg) {
    return configuration("", key.substring(32), key.substring(0, 32), code, 0x24, 0x40, cfg);
  }

  private static String padded(String hex, int bytes) {
    return TestCard.hex(Arrays.copyOf(TestCard.bytes(hex), bytes));
  }

  /** A challenge with the padding of a host: a byte that differs from its last one. */
  static String challenge(String hex) {
    return hex + (hex.endsWith("00") ? "01" : "00").repeat(64 - hex.length() / 2);
  }
}
