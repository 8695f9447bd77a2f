package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.device.fido.Verification;
import dev.countersign.simulator.fido.FidoFeatures;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that answer what they must not. */
class HostileKeyTest {
  private static final Ceremony CEREMONY = Ceremony.of("test");
  private static final int FLAGS = 32;

  private final WiredKey wired = new WiredKey(FidoFeatures.yubikey57());
  private final Token token = wired.token();
  private final SecurityKey key = token.require(SecurityKey.class);

  @BeforeEach
  void setPin() {
    WiredKey.setPin(token);
  }

  private void answering(int command, WiredKey.Tamper tamper) {
    wired.tamper(
        (request, answer) ->
            request[0] == command && answer[0] == 0 ? tamper.answer(request, answer) : answer);
  }

  private void makesNothing(String why) {
    assertThatThrownBy(() -> key.make(Requests.make(Verification.REQUIRED), CEREMONY))
        .isInstanceOf(TokenException.BadResponse.class)
        .hasMessageContaining(why);
  }

  private void authenticatorData(int command, UnaryOperator<byte[]> change) {
    answering(
        command,
        (request, answer) -> {
          try {
            byte[] data = Requests.members(answer).bytes(2).orElseThrow();
            return Requests.with(answer, 2, Cbor.bytes(change.apply(data)));
          } catch (CborException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aCredentialForAnotherRelyingPartyIsRefused() {
    authenticatorData(0x01, data -> Requests.flipped(data, 0, 1));
    makesNothing("another relying party");
  }

  @Test
  void aCredentialWithoutTouchIsRefused() {
    authenticatorData(0x01, data -> Requests.flipped(data, FLAGS, 0x01));
    makesNothing("touched");
  }

  @Test
  void aCredentialWithoutTheVerificationThatWasAskedForIsRefused() {
    authenticatorData(0x01, data -> Requests.flipped(data, FLAGS, 0x04));
    makesNothing("verified the person");
  }

  @Test
  void truncatedAuthenticatorDataAreRefusedAtEveryLength() {
    MadeCredential made = key.make(Requests.make(Verification.REQUIRED), CEREMONY);
    int length = Requests.authenticatorData(made).length;
    for (int kept : new int[] {0, 1, 36, 37, 54, 55, 60, 130, length - 1}) {
      authenticatorData(0x01, data -> Arrays.copyOf(data, Math.min(kept, data.length - 1)));
      makesNothing("");
    }
  }

  @Test
  void bytesBehindAuthenticatorDataAreRefused() {
    authenticatorData(0x01, data -> Arrays.copyOf(data, data.length + 1));
    makesNothing("behind");
  }

  @Test
  void aCredentialOfAnotherAlgorithmIsRefused() {
    authenticatorData(
        0x01,
        data -> {
          int at = indexOf(data, HexFormat.of().parseHex("a501020326"));
          return Requests.flipped(data, at + 4, 0x01); // -8
        });
    makesNothing("algorithm");
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i <= bytes.length - part.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }

  @Test
  void anAssertionOfACredentialThatWasNotAllowedIsRefused() {
    MadeCredential made = key.make(Requests.make(Verification.REQUIRED), CEREMONY);
    answering(
        0x02,
        (request, answer) ->
            Requests.with(
                answer,
                1,
                Cbor.map().put("id", new byte[] {1, 2, 3}).put("type", "public-key").build()));
    assertThatThrownBy(() -> key.prove(Requests.prove(Verification.REQUIRED, made.id()), CEREMONY))
        .isInstanceOf(TokenException.BadResponse.class)
        .hasMessageContaining("not asked for");
  }

  @Test
  void anAssertionWithoutTheVerificationThatWasAskedForIsRefused() {
    MadeCredential made = key.make(Requests.make(Verification.REQUIRED), CEREMONY);
    authenticatorData(0x02, data -> Requests.flipped(data, FLAGS, 0x04));
    assertThatThrownBy(() -> key.prove(Requests.prove(Verification.REQUIRED, made.id()), CEREMONY))
        .isInstanceOf(TokenException.BadResponse.class);
  }

  @Test
  void aKeyThatClaimsToHoldMoreCredentialsThanAnyCanIsNotFollowed() {
    key.make(Requests.stored(Verification.REQUIRED, 1, Wishes.NONE), CEREMONY);
    answering(0x02, (request, answer) -> Requests.with(answer, 5, Cbor.integer(1 << 30)));
    wired.messages();
    assertThatThrownBy(() -> key.prove(Requests.prove(Verification.REQUIRED), CEREMONY))
        .isInstanceOf(TokenException.BadResponse.class);
    assertThat(wired.messages()).doesNotContain("08");
  }

  /** It claims to store no more than a key can for each of more relying parties than that. */
  @Test
  @Timeout(60)
  void aKeyThatListsWithoutEndIsNotFollowed() {
    CborMap party =
        Cbor.map()
            .put(3, Cbor.map().put("id", Requests.RP).build())
            .put(4, new byte[32])
            .put(5, 4000)
            .build();
    CborMap credential =
        Cbor.map()
            .put(6, Cbor.map().put("id", new byte[] {1}).build())
            .put(7, Cbor.map().put("id", new byte[] {1}).put("type", "public-key").build())
            .put(8, Cbor.map().build())
            .put(9, 4000)
            .build();
    wired.tamper(
        (request, answer) ->
            request[0] == 0x0A ? Requests.answer(request[3] < 4 ? party : credential) : answer);
    StoredCredentials stored = token.require(StoredCredentials.class);
    assertThatThrownBy(stored::list).isInstanceOf(TokenException.BadResponse.class);
  }

  @Test
  void numbersThatNoKeyStoresAreCutAndNotTurnedAround() {
    wired.tamper(
        (request, answer) ->
            request[0] == 0x0A
                ? Requests.answer(Cbor.map().put(1, 1L << 32).put(2, -1).build())
                : answer);
    assertThat(token.require(StoredCredentials.class).space())
        .isEqualTo(new StoredCredentials.Space(Integer.MAX_VALUE, OptionalInt.of(0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // no status
        "00ff", // no data item
        "00a0", // nothing in it
        "00bf01ff", // without a definite length
        "00a2010101", // ends early
        "00a201010101", // a key twice
        "0081a0", // an array
        "009a7fffffff00", // claims 2 GiB
        "005b7fffffffffffffff", // claims 8 EiB
        "00a1015a7fffffff", // claims 2 GiB within
        "00a00000", // bytes behind it
        "00fb7ff0000000000000", // floating point
        "00c074323031332d30332d32315432303a30343a30305a" // a tag
      })
  void whatIsNotTheCborThatItMustBeIsRefusedWhereverItComes(String hex) {
    MadeCredential made = key.make(Requests.make(Verification.REQUIRED), CEREMONY);
    byte[] bad = HexFormat.of().parseHex(hex);
    for (int command : List.of(0x06, 0x01, 0x02)) {
      answering(command, (request, answer) -> bad);
      assertThatThrownBy(
              () -> {
                if (command == 0x01) {
                  key.make(Requests.make(Verification.REQUIRED), CEREMONY);
                } else {
                  key.prove(Requests.prove(Verification.REQUIRED, made.id()), CEREMONY);
                }
              })
          .as("command %d", command)
          .isInstanceOf(TokenException.BadResponse.class);
    }
  }

  @Test
  void aKeyAgreementThatIsNoPointOfTheCurveIsRefused() {
    answering(
        0x06,
        (request, answer) ->
            Requests.members(answer).get(1).isPresent()
                ? Requests.with(
                    answer,
                    1,
                    Cbor.map()
                        .put(1, 2)
                        .put(3, -25)
                        .put(-1, 1)
                        .put(-2, new byte[32])
                        .put(-3, new byte[32])
                        .build())
                : answer);
    makesNothing("P-256");
  }

  @Test
  void aTokenOfAnotherLengthIsRefused() {
    answering(
        0x06,
        (request, answer) ->
            Requests.members(answer).get(2).isPresent()
                ? Requests.with(answer, 2, Cbor.bytes(new byte[33]))
                : answer);
    makesNothing("");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0x01, 0x11, 0x19, 0x26, 0x27, 0x28, 0x2B, 0x30, 0x33, 0x37, 0x39, 0x7F, 0xE0, 0xFF})
  void everyRefusalHasASentenceAndARemedy(int status) {
    wired.tamper((request, answer) -> request[0] == 1 ? new byte[] {(byte) status} : answer);
    assertThatThrownBy(() -> key.make(Requests.make(Verification.REQUIRED), CEREMONY))
        .isInstanceOfSatisfying(
            TokenException.class,
            e -> {
              assertThat(e.getMessage()).isNotEmpty().doesNotEndWith(".");
              assertThat(e.remedy()).isNotEmpty().doesNotEndWith(".");
              assertThat(e.token()).startsWith("fido:");
            });
  }
}
