package dev.countersign.card.piv;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.Tlv;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a certificate object holds, it is a certificate that can be used, or none. */
class PivCertificatesFuzzTest {
  private static final int BOMB_BYTES = 8 << 20;

  static Stream<byte[]> seeds() throws Exception {
    X509Certificate certificate =
        TestKeys.certificate(TestKeys.pair(KeyAlgorithm.P256).getPublic());
    byte[] attestationRoot = VirtualToken.attestationRoot();
    return Stream.of(
        PivCertificates.encode(certificate),
        PivCertificates.encode(
            TestKeys.certificate(TestKeys.pair(KeyAlgorithm.P384).getPublic(), 3200)),
        PivCertificates.encode(
            TestKeys.certificate(TestKeys.pair(KeyAlgorithm.ED25519).getPublic())),
        attestationRoot,
        Tlv.of(0x70, gzip(attestationRoot)).encode(),
        Tlv.of(0x70, netId(attestationRoot)).encode(),
        Tlv.of(0x70, gzip(new byte[BOMB_BYTES])).encode(),
        Tlv.of(0x70, netId(new byte[BOMB_BYTES])).encode(),
        new byte[] {0x70, 0x00, 0x71, 0x01, 0x00, (byte) 0xFE, 0x00},
        new byte[] {0x30, (byte) 0x84, 0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF});
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] netId(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {1, 0, (byte) plain.length, (byte) (plain.length >> 8)});
    try (OutputStream zlib = new DeflaterOutputStream(out)) {
      zlib.write(plain);
    }
    return out.toByteArray();
  }

  @MethodSource("seeds")
  @FuzzTest
  void isACertificateOrNone(byte[] value) throws CertificateException {
    X509Certificate certificate;
    try {
      certificate = PivCertificates.decode(value);
    } catch (CertificateException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    KeyAlgorithm.of(certificate.getPublicKey());
    assertThat(PivAttestation.policies(certificate)).isNotNull();
    byte[] encoded;
    try {
      encoded = PivCertificates.encode(certificate);
    } catch (CertificateEncodingException e) {
      return;
    }
    assertThat(PivCertificates.decode(encoded)).isEqualTo(certificate);
  }
}
