package dev.countersign.simulator.fido;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of U2F ([U2F-RAW]), and that they and CTAP2 share credentials. */
class U2fTest {
  private static final byte[] CHALLENGE = Hashes.sha256(new byte[] {2});
  private static final byte[] APPLICATION = Hashes.ofRpId(FidoCase.RP);

  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    key = new FidoCase(FidoFeatures.yubikey57());
  }

  private byte[] send(int instruction, int p1, byte[] data) {
    byte[] header = {0, (byte) instruction, (byte) p1, 0, 0};
    byte[] length = ByteBuffer.allocate(2).putShort((short) data.length).array();
    return key.authenticator()
        .u2f(Parsed.join(header, length, data, new byte[2]), FidoCase.PATIENT);
  }

  private static int status(byte[] answer) {
    return ByteBuffer.wrap(answer, answer.length - 2, 2).getShort() & 0xFFFF;
  }

  private byte[] register() {
    return send(1, 0, Parsed.join(CHALLENGE, APPLICATION));
  }

  private static byte[] handle(byte[] registration) {
    return Arrays.copyOfRange(registration, 67, 67 + registration[66]);
  }

  private byte[] authenticate(int control, byte[] handle) {
    byte[] length = {(byte) handle.length};
    return send(2, control, Parsed.join(CHALLENGE, APPLICATION, length, handle));
  }

  private static CborMap point(byte[] registration) {
    return Cbor.map()
        .put(3, -7)
        .put(-2, Arrays.copyOfRange(registration, 2, 34))
        .put(-3, Arrays.copyOfRange(registration, 34, 66))
        .build();
  }

  private static boolean verifies(byte[] registration, byte[] used)
      throws CborException, GeneralSecurityException {
    byte[] signed = Parsed.join(APPLICATION, Arrays.copyOf(used, 5), CHALLENGE);
    return CoseKeys.verify(
        point(registration), signed, Arrays.copyOfRange(used, 5, used.length - 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00030000", "0003000000", "00030000000000"})
  void tellsItsVersion(String apdu) {
    assertThat(key.authenticator().u2f(HexFormat.of().parseHex(apdu), FidoCase.PATIENT))
        .isEqualTo(
            Parsed.join("U2F_V2".getBytes(StandardCharsets.US_ASCII), new byte[] {(byte) 0x90, 0}));
  }

  @Test
  void registersAndAuthenticates() throws CborException, GeneralSecurityException {
    byte[] made = register();
    assertThat(status(made)).isEqualTo(0x9000);
    assertThat(made[0]).isEqualTo((byte) 5);
    byte[] handle = handle(made);
    ByteArrayInputStream rest =
        new ByteArrayInputStream(made, 67 + handle.length, made.length - 69 - handle.length);
    X509Certificate leaf =
        (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(rest);
    byte[] point = Arrays.copyOfRange(made, 1, 66);
    byte[] signed = Parsed.join(new byte[1], APPLICATION, CHALLENGE, handle, point);
    assertThat(CoseKeys.verify("SHA256withECDSA", leaf.getPublicKey(), signed, rest.readAllBytes()))
        .isTrue();
    byte[] used = authenticate(3, handle);
    assertThat(used[0]).isEqualTo((byte) 1);
    assertThat(verifies(made, used)).isTrue();
    byte[] silent = authenticate(8, handle);
    assertThat(silent[0]).isZero();
    assertThat(verifies(made, silent)).isTrue();
    assertThat(ByteBuffer.wrap(silent, 1, 4).getInt())
        .isGreaterThan(ByteBuffer.wrap(used, 1, 4).getInt());
  }

  @Test
  void sharesCredentialsWithCtap2() throws CborException {
    byte[] handle = handle(register());
    Cbor descriptor = Cbor.map().put("id", handle).put("type", "public-key").build();
    CborMap request =
        Cbor.map()
            .put(1, FidoCase.RP)
            .put(2, FidoCase.HASH)
            .put(3, Cbor.Array.of(descriptor))
            .build();
    assertThat(key.status(2, request)).isZero();
    CborMap made = FidoCase.map(key.send(1, FidoCase.make(FidoCase.RP, -7).build().encode()));
    byte[] id = Parsed.of(made.bytes(2).orElseThrow()).id();
    assertThat(status(authenticate(3, id))).isEqualTo(0x9000);
    CborMap other = FidoCase.map(key.send(1, FidoCase.make(FidoCase.RP, -8).build().encode()));
    byte[] edwards = Parsed.of(other.bytes(2).orElseThrow()).id();
    assertThat(status(authenticate(3, edwards))).isEqualTo(0x6A80);
    CborMap hidden =
        FidoCase.make(FidoCase.RP, -7).put(6, Cbor.map().put("credProtect", 3).build()).build();
    byte[] guarded =
        Parsed.of(FidoCase.map(key.send(1, hidden.encode())).bytes(2).orElseThrow()).id();
    assertThat(status(authenticate(7, guarded))).isEqualTo(0x6A80);
  }

  @Test
  void checkOnlySaysWhetherItIsMine() {
    byte[] handle = handle(register());
    key.purposes().clear();
    assertThat(status(authenticate(7, handle))).isEqualTo(0x6985);
    handle[20] ^= 1;
    assertThat(status(authenticate(7, handle))).isEqualTo(0x6A80);
    assertThat(status(authenticate(3, handle))).isEqualTo(0x6A80);
    assertThat(key.purposes()).isEmpty();
  }

  @Test
  void nothingHappensWithoutATouch() throws IOException {
    byte[] handle = handle(register());
    long counter = key.state().counter();
    key.person(purpose -> false);
    assertThat(status(register())).isEqualTo(0x6985);
    assertThat(status(authenticate(3, handle))).isEqualTo(0x6985);
    assertThat(key.state().counter()).isEqualTo(counter);
  }

  @ParameterizedTest
  @CsvSource({
    "00010000, 6700",
    "000100000100, 6700",
    "00, 6700",
    "80030000, 6E00",
    "00040000, 6D00",
    "00030100, 6A86",
    "0003000001AA, 6700",
    "00020300, 6700",
    "00020500, 6A86",
  })
  void refusesWhatIsNoMessage(String apdu, String status) {
    byte[] answer = key.authenticator().u2f(HexFormat.of().parseHex(apdu), FidoCase.PATIENT);
    assertThat(HexFormat.of().withUpperCase().formatHex(answer)).isEqualTo(status);
  }

  @Test
  void aKeyOfTheFirstGenerationHasNothingElse() throws IOException {
    key = new FidoCase(FidoFeatures.u2fOnly());
    assertThat(status(register())).isEqualTo(0x9000);
    assertThat(key.authenticator().hasU2f()).isTrue();
    for (int command = 0; command < 256; command++) {
      assertThat(key.status(command, Cbor.map().build())).isEqualTo(0x01);
    }
  }
}
