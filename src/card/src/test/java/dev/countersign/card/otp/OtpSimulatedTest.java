package dev.countersign.card.otp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver and the simulated application, which were written apart, understand each other. */
class OtpSimulatedTest {
  private static final byte[] KEY =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f10111213");

  private final SimulatedReaders readers = new SimulatedReaders();
  private final VirtualToken token =
      VirtualToken.builder(Profile.YUBIKEY_5_7)
          .serial(12345678)
          .world(World.deterministic(3))
          .build();
  private final Tokens tokens = Tokens.builder().source(readers).driver(new OtpDriver()).open();
  private OtpSlots slots;

  @BeforeEach
  void insert() {
    readers.insert(token);
    slots = tokens.find(TokenUri.parse("otp:")).require(OtpSlots.class);
  }

  @AfterEach
  void close() {
    tokens.close();
    readers.close();
    token.close();
  }

  private static SlotConfiguration hmac(boolean touch) {
    return new SlotConfiguration.ChallengeResponse(Secret.copyOf(KEY), touch);
  }

  private static Secret code(String six) {
    return Secret.copyOf(six.getBytes(US_ASCII));
  }

  /** What a real token answers to this challenge with this key. */
  @Test
  void anAnswerAsARealTokenGivesIt() {
    slots.program(2, hmac(false), AccessCodes.none());
    assertThat(slots.challenge(2, HexFormat.of().parseHex("0000000000000001")))
        .asHexString()
        .isEqualToIgnoringCase("3ff10aaa9fb09f025734cd16060303901e1d8461");
  }

  @Test
  void challengesOfAllLengthsButTheLast() throws Exception {
    slots.program(1, hmac(false), AccessCodes.none());
    for (int length = 1; length < 64; length++) {
      for (byte last : new byte[] {0, 1, (byte) 0xFF}) {
        byte[] challenge = new byte[length];
        challenge[length - 1] = last;
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(KEY, "HmacSHA1"));
        assertThat(slots.challenge(1, challenge))
            .as("%d bytes ending with %d", length, last)
            .isEqualTo(mac.doFinal(challenge));
      }
    }
  }

  @Test
  void slotsAreProgrammedSwappedAndEmptied() {
    slots.program(1, hmac(true), AccessCodes.none());
    slots.program(
        2,
        new SlotConfiguration.Hotp(Secret.copyOf("12345678901234567890".getBytes(US_ASCII)), 6, 0),
        AccessCodes.none());
    assertThat(slots.status().slots()).allMatch(OtpStatus.Slot::programmed);
    assertThat(token.touchSlot(2)).startsWith("755224");
    slots.swap();
    assertThat(token.touchSlot(1)).startsWith("287082");
    assertThatExceptionOfType(TokenException.NoKey.class)
        .isThrownBy(() -> slots.challenge(1, new byte[1]));
    assertThat(slots.challenge(2, new byte[] {1})).hasSize(20);
    slots.delete(1, AccessCodes.none());
    slots.delete(2, AccessCodes.none());
    assertThat(slots.status().slots()).noneMatch(OtpStatus.Slot::programmed);
  }

  @Test
  void anAccessCodeProtectsASlot() {
    AccessCodes set = new AccessCodes(Optional.empty(), Optional.of(code("abcdef")));
    slots.program(1, hmac(false), set);
    for (AccessCodes wrong :
        new AccessCodes[] {
          AccessCodes.none(), new AccessCodes(Optional.of(code("ABCDEF")), Optional.empty())
        }) {
      assertThatExceptionOfType(TokenException.Refused.class)
          .isThrownBy(() -> slots.program(1, hmac(true), wrong));
      assertThatExceptionOfType(TokenException.Refused.class)
          .isThrownBy(() -> slots.delete(1, wrong));
    }
    slots.delete(1, new AccessCodes(Optional.of(code("abcdef")), Optional.empty()));
    assertThat(slots.status().slots().get(0).programmed()).isFalse();
  }

  @Test
  void aYubicoOtpBeginsWithThePublicId() {
    slots.program(
        1,
        new SlotConfiguration.YubicoOtp(
            HexFormat.of().parseHex("112233445566"),
            Secret.copyOf(new byte[6]),
            Secret.copyOf(new byte[16])),
        AccessCodes.none());
    assertThat(token.touchSlot(1).strip()).hasSize(44).startsWith("bbddeeffgghh");
  }

  @Test
  void aTouchThatDoesNotComeIsSaid() {
    slots.program(1, hmac(true), AccessCodes.none());
    token.injectFaults(FaultSchedule.parse("touch-never"));
    assertThatExceptionOfType(TokenException.TouchNotGiven.class)
        .isThrownBy(() -> slots.challenge(1, new byte[] {1}));
  }
}
