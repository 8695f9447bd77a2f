package dev.countersign.junit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.countersign.device.Code;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.HotpValue;
import dev.countersign.wire.oath.OathHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The codes are those of the standards and of other implementations. */
public interface CodeVectorContract extends AccountsContract {

  /** [RFC4226] appendix D. */
  @Test
  default void codesOfACounterInTheirOrder() {
    CodeAccount account =
        add(account("hotp", CodeKind.HOTP, OathHash.SHA1, 6), STANDARD_SEED, false);
    List<String> expected =
        List.of(
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583",
            "399871", "520489");
    for (String code : expected) {
      assertEquals(
          new Code(code, Optional.empty(), Optional.empty()),
          accounts().code(account, Instant.EPOCH));
    }
  }

  /** [RFC6238] appendix B. */
  @Test
  default void codesOfTimesWithAllHashes() {
    Map<OathHash, List<String>> expected =
        Map.of(
            OathHash.SHA1,
            List.of("94287082", "07081804", "14050471", "89005924", "69279037", "65353130"),
            OathHash.SHA256,
            List.of("46119246", "68084774", "67062674", "91819424", "90698825", "77737706"),
            OathHash.SHA512,
            List.of("90693936", "25091201", "99943326", "93441116", "38618901", "47863826"));
    long[] times = {59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000L};
    expected.forEach(
        (hash, codes) -> {
          byte[] seed = new byte[hash.lengthBytes()];
          for (int i = 0; i < seed.length; i++) {
            seed[i] = STANDARD_SEED[i % STANDARD_SEED.length];
          }
          CodeAccount account = add(account(hash.name(), CodeKind.TOTP, hash, 8), seed, false);
          for (int i = 0; i < times.length; i++) {
            Instant time = Instant.ofEpochSecond(times[i]);
            assertEquals(codes.get(i), accounts().code(account, time).text(), hash + " " + time);
          }
        });
  }

  /** A seed as long as AWS's, with the codes that its users' tools make of it. */
  @Test
  default void codesOfASeedOfFortyBytes() {
    byte[] seed = new byte[40];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) i;
    }
    CodeAccount account = addTotp("AWS:alice@123456789012", seed);
    Map.of(
            0L,
            "102099",
            30L,
            "928121",
            1440937920L,
            "324738",
            1440937950L,
            "216102",
            1767290400L,
            "312420")
        .forEach(
            (time, code) ->
                assertEquals(code, accounts().code(account, Instant.ofEpochSecond(time)).text()));
  }

  @Test
  default void seedsOfAnyLength() throws Exception {
    Instant time = Instant.ofEpochSecond(1_234_567_890);
    for (int length : new int[] {1, 10, 13, 14, 15, 20, 32, 63, 64, 65, 100}) {
      byte[] seed = new byte[length];
      Arrays.fill(seed, (byte) (0x80 + length));
      CodeAccount account = addTotp("seed of " + length, seed);
      byte[] mac = mac("HmacSHA1", seed, message(1_234_567_890 / 30));
      assertEquals(
          HotpValue.decimal(HotpValue.truncate(mac), 6),
          accounts().code(account, time).text(),
          length + " bytes");
    }
  }

  @Test
  default void otherPeriodsAndDigits() throws Exception {
    for (int period : new int[] {1, 15, 60, 3600}) {
      int digits = 6 + period % 3;
      String name = period + "/p";
      CodeAccount account =
          add(account(name, CodeKind.TOTP, OathHash.SHA1, digits), STANDARD_SEED, false);
      byte[] mac = mac("HmacSHA1", STANDARD_SEED, message(1_234_567_890L / period));
      Code code = accounts().code(account, Instant.ofEpochSecond(1_234_567_890L));
      assertEquals(HotpValue.decimal(HotpValue.truncate(mac), digits), code.text(), name);
      assertEquals(
          Optional.of(Instant.ofEpochSecond(1_234_567_890L / period * period)), code.validFrom());
      assertEquals(code.text(), codeByName(name, 1_234_567_890L));
    }
  }

  private String codeByName(String name, long time) {
    return accounts()
        .code(name, Instant.ofEpochSecond(time))
        .orElseThrow()
        .code()
        .orElseThrow()
        .text();
  }

  @Test
  default void steamHasItsOwnCharacters() throws Exception {
    addTotp("Steam:alice", STANDARD_SEED);
    byte[] mac = mac("HmacSHA1", STANDARD_SEED, message(1));
    assertEquals(HotpValue.steam(HotpValue.truncate(mac)), codeByName("Steam:alice", 59));
  }

  /** Where the token gives whole MACs: of what goes into a signature of the day, for instance. */
  @Test
  default void wholeMacsOfShortMessages() throws Exception {
    Optional<MacKeys> keys = bench().token().capability(MacKeys.class);
    if (keys.isEmpty()) {
      return;
    }
    byte[] seed =
        "AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".getBytes(StandardCharsets.US_ASCII);
    for (OathHash hash : OathHash.values()) {
      add(account(hash.name(), CodeKind.TOTP, hash, 6), seed, false);
    }
    for (MacKey key : keys.get().list()) {
      OathHash hash = OathHash.valueOf(key.label());
      for (String message : List.of("2", "20150830", "1234567")) {
        byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(mac(hash.macName(), seed, bytes), key.mac(bytes), key.label());
      }
      assertEquals(hash.lengthBytes(), key.digest().lengthBytes());
      assertThrows(
          IllegalArgumentException.class, () -> key.mac(new byte[key.maxMessageBytes() + 1]));
      assertThrows(IllegalArgumentException.class, () -> key.mac(new byte[0]));
    }
  }

  private static byte[] message(long counter) {
    byte[] message = new byte[8];
    for (int i = 0; i < message.length; i++) {
      message[i] = (byte) (counter >>> (56 - 8 * i));
    }
    return message;
  }

  private static byte[] mac(String name, byte[] key, byte[] message)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(key, name));
    return mac.doFinal(message);
  }
}
