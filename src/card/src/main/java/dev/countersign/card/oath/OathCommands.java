package dev.countersign.card.oath;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.device.NewAccount;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The commands of the application ([YK-OATH]). */
final class OathCommands {
  static final int NAME = 0x71;
  static final int KEY = 0x73;
  static final int CHALLENGE = 0x74;
  static final int RESPONSE = 0x75;
  private static final int PROPERTY = 0x78;
  private static final int COUNTER = 0x7A;

  private static final int TOUCH_REQUIRED = 0x02;
  private static final int HOTP = 0x10;
  private static final int TOTP = 0x20;

  private static final int FULL = 0x00;
  private static final int TRUNCATED = 0x01;

  static final CommandApdu LIST = CommandApdu.of(0xA1, 0, 0);
  static final CommandApdu RESET = CommandApdu.of(0x04, 0xDE, 0xAD);
  static final CommandApdu CLEAR_CODE = CommandApdu.of(0x03, 0, 0, new byte[] {KEY, 0});

  private OathCommands() {}

  /**
   * PUT: stores an account. The property has no length byte, and the counter is left out where it
   * is 0.
   *
   * @param key in the form of {@link AccountSeed}; the command is to be wiped
   */
  static CommandApdu put(NewAccount account, byte[] key) {
    byte[] header = {typeAndHash(account.kind(), account.hash()), (byte) account.digits()};
    byte[] name = Tlv.of(NAME, bytes(account.id().text())).encode();
    ByteBuffer data = ByteBuffer.allocate(name.length + 5 + key.length + 2 + 6);
    data.put(name);
    startKey(data, header.length + key.length).put(header).put(key);
    if (account.touch()) {
      data.put((byte) PROPERTY).put((byte) TOUCH_REQUIRED);
    }
    if (account.counter() > 0) {
      data.put((byte) COUNTER).put((byte) Integer.BYTES).putInt((int) account.counter());
    }
    byte[] secret = Arrays.copyOf(data.array(), data.position());
    Arrays.fill(data.array(), (byte) 0);
    return CommandApdu.secret(0x01, 0, 0, secret);
  }

  /** Tag and length of a key whose value is put by the caller, so that no copy of it is left. */
  private static ByteBuffer startKey(ByteBuffer data, int length) {
    data.put((byte) KEY);
    if (length >= 0x80) {
      data.put((byte) 0x81);
    }
    return data.put((byte) length);
  }

  static byte typeAndHash(CodeKind kind, OathHash hash) {
    int type = kind == CodeKind.HOTP ? HOTP : TOTP;
    int algorithm =
        switch (hash) {
          case SHA1 -> 1;
          case SHA256 -> 2;
          case SHA512 -> 3;
        };
    return (byte) (type | algorithm);
  }

  static CommandApdu delete(String name) {
    return CommandApdu.of(0x02, 0, 0, Tlv.of(NAME, bytes(name)).encode());
  }

  static CommandApdu rename(String name, String other) {
    return CommandApdu.of(
        0x05, 0, 0, Tlv.encode(List.of(Tlv.of(NAME, bytes(name)), Tlv.of(NAME, bytes(other)))));
  }

  /** CALCULATE with a code's truncated value for an answer. */
  static CommandApdu calculate(String name, byte[] challenge) {
    return calculate(name, challenge, TRUNCATED);
  }

  /** CALCULATE with the whole MAC for an answer. */
  static CommandApdu mac(String name, byte[] message) {
    return calculate(name, message, FULL);
  }

  private static CommandApdu calculate(String name, byte[] challenge, int form) {
    List<Tlv> parts = List.of(Tlv.of(NAME, bytes(name)), Tlv.of(CHALLENGE, challenge));
    return CommandApdu.of(0xA2, 0, form, Tlv.encode(parts));
  }

  static CommandApdu calculateAll(byte[] challenge) {
    return CommandApdu.of(0xA4, 0, TRUNCATED, Tlv.of(CHALLENGE, challenge).encode());
  }

  static CommandApdu validate(byte[] response, byte[] challenge) {
    List<Tlv> parts = List.of(Tlv.of(RESPONSE, response), Tlv.of(CHALLENGE, challenge));
    return CommandApdu.of(0xA3, 0, 0, Tlv.encode(parts));
  }

  /** SET CODE; the command is to be wiped. */
  static CommandApdu setCode(AccessKey key, byte[] challenge) {
    byte[] secret = key.bytes();
    List<Tlv> proof =
        List.of(Tlv.of(CHALLENGE, challenge), Tlv.of(RESPONSE, key.respond(challenge)));
    byte[] tail = Tlv.encode(proof);
    ByteBuffer data = ByteBuffer.allocate(3 + secret.length + tail.length);
    startKey(data, 1 + secret.length).put(typeAndHash(CodeKind.TOTP, OathHash.SHA1));
    data.put(secret).put(tail);
    Arrays.fill(secret, (byte) 0);
    return CommandApdu.secret(0x03, 0, 0, data.array());
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
