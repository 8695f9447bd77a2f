package dev.countersign.simulator.fido;

import static dev.countersign.simulator.fido.FidoCase.HASH;
import static dev.countersign.simulator.fido.FidoCase.RP;
import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.fido.ctap.Ctap2Session;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each profile says of itself, and requests that are none. */
class RequestTest {
  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    key = new FidoCase(FidoFeatures.yubikey57());
  }

  @Test
  void aKeyOfCtap21SaysWhatItCanDo() throws IOException, CommandException, CborException {
    Ctap2Session.InfoData info = key.session().getInfo();
    assertThat(info.getVersions())
        .containsExactly("U2F_V2", "FIDO_2_0", "FIDO_2_1_PRE", "FIDO_2_1");
    assertThat(info.getExtensions())
        .containsExactlyInAnyOrder(
            "credProtect", "hmac-secret", "largeBlobKey", "credBlob", "minPinLength");
    assertThat(info.getPinUvAuthProtocols()).containsExactly(2, 1);
    assertThat(info.getOptions().get("clientPin")).isEqualTo(false);
    assertThat(info.getOptions().containsKey("ep")).isFalse();
    assertThat(info.getOptions().containsKey("uv")).isFalse();
    assertThat(info.getFirmwareVersion()).isEqualTo(0x050704);
    assertThat(info.getMaxSerializedLargeBlobArray()).isEqualTo(4096);
    assertThat(info.getAaguid())
        .as("[YK-AAGUID] of 5.7.4")
        .isEqualTo(HexFormat.of().parseHex("d7781e5de35346aaafe23ca49f13332a"));
    byte[] answer = key.send(4, new byte[0]);
    assertThat(FidoCase.map(answer).encode())
        .isEqualTo(Arrays.copyOfRange(answer, 1, answer.length));
  }

  @Test
  void aKeyOfFido20HasNoLaterCommand() throws IOException, CommandException {
    key = new FidoCase(FidoFeatures.fido20());
    Ctap2Session.InfoData info = key.session().getInfo();
    assertThat(info.getVersions()).containsExactly("U2F_V2", "FIDO_2_0");
    assertThat(info.getPinUvAuthProtocols()).containsExactly(1);
    assertThat(info.getOptions().keySet()).isEqualTo(Set.of("rk", "up", "plat", "clientPin"));
    for (int command : new int[] {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x40, 0x41}) {
      assertThat(key.status(command, Cbor.map().put(1, 1).build())).isEqualTo(0x01);
    }
    assertThat(key.status(6, Cbor.map().put(1, 1).put(2, 9).build())).isEqualTo(0x3E);
    assertThat(key.status(6, Cbor.map().put(1, 2).put(2, 2).build())).isEqualTo(0x02);
    key.pin(1).setPin(FidoCase.PIN);
    byte[] token = key.pin(1).getPinToken(FidoCase.PIN, null, null);
    byte[] signature = FidoCase.protocol(1).authenticate(token, HASH);
    CborMap request = FidoCase.make(RP, -7).put(8, signature).put(9, 1).build();
    assertThat(key.status(1, request)).isZero();
    assertThat(key.status(1, request)).isZero(); // such tokens last
    assertThat(key.status(1, FidoCase.make(RP, -7).build())).isEqualTo(0x36);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x03, 0x05, 0x09, 0x0E, 0x40, 0x42, 0x80, 0xFF})
  void commandsThatItHasNotAreRefused(int command) {
    assertThat(key.status(command, Cbor.map().build())).isEqualTo(0x01);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 12",
    "a1, 12",
    "00, 11",
    "80, 11",
    "a10101ff, 12",
    "a2020101f6, 12",
    "a201010101, 12",
    "bf0101ff, 12",
    "a1180101, 12",
    "a101f90000, 12",
    "a101818181818100, 12",
    "a0, 14",
    "a10100, 11",
    "a1014100, 03",
  })
  void parametersAreCanonicalAndOfTheirTypes(String hex, String status) {
    byte[] parameters = HexFormat.of().parseHex(hex);
    assertThat("%02X".formatted(key.status(1, parameters))).isEqualTo(status);
  }

  @Test
  void nothingAndTooMuchAreRefused() {
    assertThat(key.authenticator().ctap2(new byte[0], FidoCase.PATIENT)).containsExactly(0x03);
    assertThat(key.status(1, new byte[1280])).isEqualTo(0x39);
    assertThat(key.status(1, new byte[1279])).isNotEqualTo(0x39);
  }

  static Stream<Arguments> wrongMembers() {
    CborMap anything = Cbor.map().put("x", 1).build();
    Cbor algorithm = Cbor.map().put("alg", -7).build();
    Cbor otherType = Cbor.map().put("alg", -7).put("type", "other").build();
    Cbor descriptor = Cbor.map().put("id", new byte[1]).put("type", "public-key").build();
    return Stream.of(
        Arguments.of(2, anything, 0x14),
        Arguments.of(2, Cbor.map().put("id", 1).build(), 0x11),
        Arguments.of(2, Cbor.map().put("id", "a".repeat(256)).build(), 0x03),
        Arguments.of(3, anything, 0x14),
        Arguments.of(3, Cbor.map().put("id", "text").build(), 0x11),
        Arguments.of(3, Cbor.map().put("id", new byte[0]).build(), 0x03),
        Arguments.of(3, Cbor.map().put("id", new byte[65]).build(), 0x03),
        Arguments.of(4, Cbor.Array.of(), 0x26),
        Arguments.of(4, Cbor.Array.of(algorithm), 0x14),
        Arguments.of(4, Cbor.Array.of(otherType), 0x26),
        Arguments.of(4, Cbor.Array.of(Cbor.integer(-7)), 0x11),
        Arguments.of(5, Cbor.Array.of(anything), 0x14),
        Arguments.of(5, new Cbor.Array(Collections.nCopies(9, descriptor)), 0x15),
        Arguments.of(6, Cbor.text("x"), 0x11),
        Arguments.of(6, Cbor.map().put("hmac-secret", 1).build(), 0x11),
        Arguments.of(6, Cbor.map().put("credProtect", "x").build(), 0x11),
        Arguments.of(7, Cbor.map().put("rk", 1).build(), 0x11),
        Arguments.of(7, Cbor.map().put("up", false).build(), 0x2C),
        Arguments.of(8, Cbor.text(""), 0x11),
        Arguments.of(9, Cbor.text(""), 0));
  }

  @ParameterizedTest
  @MethodSource("wrongMembers")
  void membersThatAreWrongAreRefused(long at, Cbor value, int status) throws IOException {
    assertThat(key.status(1, FidoCase.make(RP, -7).put(at, value).build())).isEqualTo(status);
    assertThat(key.state().counter()).isEqualTo(status == 0 ? 1 : 0);
  }

  @Test
  void optionsAndExtensionsThatItDoesNotKnowAreIgnored() {
    CborMap unknown = Cbor.map().put("unknown", true).build();
    assertThat(key.status(1, FidoCase.make(RP, -7).put(6, unknown).put(7, unknown).build()))
        .isZero();
    CborMap get = Cbor.map().put(1, RP).put(2, HASH).put(5, unknown).build();
    assertThat(key.status(2, get)).isEqualTo(0x2E);
    CborMap rk = Cbor.map().put("rk", true).build();
    assertThat(key.status(2, Cbor.map().put(1, RP).put(2, HASH).put(5, rk).build()))
        .isEqualTo(0x2B);
  }

  @Test
  void namesThatAreLongAreCutBetweenCharacters() throws IOException {
    CborMap user = Cbor.map().put("id", new byte[] {1}).put("name", "a" + "é".repeat(40)).build();
    CborMap rk = Cbor.map().put("rk", true).build();
    assertThat(key.status(1, FidoCase.make(RP, -7).put(3, user).put(7, rk).build())).isZero();
    assertThat(key.state().credentials().get(0).discoverable().orElseThrow().user().name())
        .isEqualTo("a" + "é".repeat(31));
  }

  @Test
  void pinsThatCannotBeAreRefused() throws IOException, CommandException {
    for (String bad : List.of("123", "ééé")) {
      assertThat(pinStatus(bad.getBytes(StandardCharsets.UTF_8))).isEqualTo(0x37);
    }
    assertThat(pinStatus(new byte[] {(byte) 0xFF, 0x31, 0x32, 0x33})).isEqualTo(0x37);
    byte[] full = new byte[64];
    Arrays.fill(full, (byte) 0x31);
    assertThat(pinStatus(full)).isEqualTo(0x37);
    assertThat(pinStatus(Arrays.copyOf(full, 63))).isZero();
    assertThat(key.state().pin().length()).isEqualTo(63);
  }

  private int pinStatus(byte[] pin) throws IOException, CommandException {
    var protocol = FidoCase.protocol(2);
    var agreed = key.pin(2).getSharedSecret();
    byte[] encrypted = protocol.encrypt(agreed.second, Arrays.copyOf(pin, 64));
    CborMap cose =
        Cbor.map()
            .put(1, 2)
            .put(3, -25)
            .put(-1, 1)
            .put(-2, (byte[]) agreed.first.get(-2))
            .put(-3, (byte[]) agreed.first.get(-3))
            .build();
    return key.status(
        6,
        Cbor.map()
            .put(1, 2)
            .put(2, 3)
            .put(3, cose)
            .put(4, protocol.authenticate(agreed.second, encrypted))
            .put(5, encrypted)
            .build());
  }
}
