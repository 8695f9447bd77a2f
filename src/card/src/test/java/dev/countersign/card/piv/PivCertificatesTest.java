package dev.countersign.card.piv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.wire.Tlv;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PivCertificatesTest {
  private static final X509Certificate CERTIFICATE =
      TestKeys.certificate(TestKeys.pair(KeyAlgorithm.P256).getPublic());

  /** With an Ed25519 key of no bytes, for which the JDK throws no checked exception. */
  private static final String KEY_OF_NO_BYTES =
      "3081DB308182A003020102020101300A06082A8648CE3D040302300F310D300B0603550403130474"
          + "657374301E170D3236303130313030303030305A170D3336303130313030303030305A300F310D30"
          + "0B0603550403130474657374302A300506032B6570030100570CED9416A6594B64B11F0AF02B7F99"
          + "EC7CF28FF11BA10597C8A4C6074FC329300A06082A8648CE3D0403020348003045022100E04CAD38"
          + "9144254E285D28352AE76AE88EB23927D7D74A41439DA6D54A11B3230220193A2556B978227DA6D9"
          + "D963D2D2AA376C80573424B090E33F0B599F3FF063F6";

  private static byte[] object(byte[] content, int info) {
    return Tlv.encode(
        List.of(Tlv.of(0x70, content), Tlv.of(0x71, new byte[] {(byte) info}), Tlv.of(0xFE)));
  }

  private static byte[] gzip(byte[] plain) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] netId(byte[] plain) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(1);
    out.write(0);
    out.write(plain.length);
    out.write(plain.length >>> 8);
    try (DeflaterOutputStream zlib = new DeflaterOutputStream(out)) {
      zlib.write(plain);
    }
    return out.toByteArray();
  }

  @Test
  void plainCertificateIsWrittenInThreeObjects() throws Exception {
    byte[] value = PivCertificates.encode(CERTIFICATE);
    assertThat(value).isEqualTo(object(CERTIFICATE.getEncoded(), 0));
    assertThat(PivCertificates.decode(value)).isEqualTo(CERTIFICATE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x80, 0x81, 0x05})
  void compressionIsSeenWhateverTheInfoSays(int info) throws Exception {
    byte[] der = CERTIFICATE.getEncoded();
    assertThat(PivCertificates.decode(object(gzip(der), info))).isEqualTo(CERTIFICATE);
    assertThat(PivCertificates.decode(object(netId(der), info))).isEqualTo(CERTIFICATE);
    assertThat(PivCertificates.decode(object(der, info))).isEqualTo(CERTIFICATE);
  }

  @Test
  void certificateWithoutContainerIsTaken() throws Exception {
    assertThat(PivCertificates.decode(CERTIFICATE.getEncoded())).isEqualTo(CERTIFICATE);
  }

  @Test
  void bombIsRefusedWithoutUnpackingIt() throws Exception {
    byte[] bomb = gzip(new byte[20 << 20]);
    assertThat(bomb.length).isLessThan(50_000);
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> PivCertificates.decode(object(bomb, 1)))
        .withStackTraceContaining("more than 65536 bytes");
  }

  @Test
  void garbageIsRefused() throws Exception {
    byte[] cut = gzip(CERTIFICATE.getEncoded());
    byte[] half = java.util.Arrays.copyOf(cut, cut.length / 2);
    for (byte[] content :
        List.of(new byte[0], new byte[] {1, 2, 3}, new byte[] {0x1F, (byte) 0x8B, 8}, half)) {
      assertThatExceptionOfType(CertificateException.class)
          .isThrownBy(() -> PivCertificates.decode(object(content, 0)));
    }
  }

  @Test
  void certificateThatTheJdkStumblesOverIsNone() {
    byte[] der = HexFormat.of().parseHex(KEY_OF_NO_BYTES);
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> PivCertificates.decode(object(der, 0)));
  }
}
