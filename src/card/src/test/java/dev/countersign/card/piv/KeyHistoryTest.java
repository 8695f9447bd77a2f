package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.SigningKeys;
import dev.countersign.simulator.Profile;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other programs see retired keys only where the key history says that there are some. */
class KeyHistoryTest {
  private static final X509Certificate CERTIFICATE =
      TestKeys.certificate(TestKeys.pair(KeyAlgorithm.P256).getPublic());

  private static String history(Bench bench) {
    bench.raw("00A4040009A0000003080000100000");
    return HexFormat.of().formatHex(bench.raw("00CB3FFF055C035FC10C00"));
  }

  private static void write(Bench bench, String hex) {
    bench
        .can(PivAdministration.class)
        .writeObject(PivObjects.KEY_HISTORY, HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void followsTheLastCertificate(Profile profile) {
    try (Bench bench = new Bench(profile)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      keys.putCertificate(slot("84"), CERTIFICATE);
      assertThat(history(bench)).isEqualTo("5308" + "c10103c20100fe00" + "9000");
      keys.putCertificate(slot("82"), CERTIFICATE);
      assertThat(history(bench)).contains("c10103");
      keys.putCertificate(slot("95"), CERTIFICATE);
      assertThat(history(bench)).contains("c10114");
      keys.deleteCertificate(slot("95"));
      assertThat(history(bench)).contains("c10103");
      keys.deleteCertificate(slot("82"));
      assertThat(history(bench)).contains("c10103");
      keys.deleteCertificate(slot("84"));
      assertThat(history(bench)).isEqualTo("5308" + "c10100c20100fe00" + "9000");
    }
  }

  @Test
  void whatIsOffTheCardStays() {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      write(bench, "c10101c20102f303687474fe00");
      bench.can(KeyManagement.class).putCertificate(slot("83"), CERTIFICATE);
      assertThat(history(bench)).isEqualTo("530d" + "c10102c20102f303687474fe00" + "9000");
    }
  }

  @Test
  void standardCardShowsAKeyOnceItsCertificateIsThere() {
    try (Bench bench = new Bench(Profile.NIST_PIV)) {
      write(bench, "c10100c20100fe00");
      assertThat(bench.can(SigningKeys.class).list()).isEmpty();
      bench.can(KeyManagement.class).putCertificate(slot("85"), CERTIFICATE);
      assertThat(bench.can(SigningKeys.class).list()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1", "c10101c2", "ff"})
  void oneThatCannotBeReadIsLeftAlone(String hex) {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      write(bench, hex);
      KeyManagement keys = bench.can(KeyManagement.class);
      keys.putCertificate(slot("82"), CERTIFICATE);
      assertThat(history(bench)).contains(hex);
      assertThat(keys.certificate(slot("82"))).contains(CERTIFICATE);
      keys.deleteCertificate(slot("82"));
      assertThat(history(bench)).contains(hex);
    }
  }

  @Test
  void otherSlotsCostNoCommandMore() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      KeyManagement keys = bench.can(KeyManagement.class);
      keys.putCertificate(slot("9a"), CERTIFICATE);
      bench.commands().clear();
      keys.putCertificate(slot("9c"), CERTIFICATE);
      assertThat(bench.instructions()).isEqualTo(List.of("DB"));
      keys.putCertificate(slot("82"), CERTIFICATE);
      assertThat(bench.instructions()).isEqualTo(List.of("DB", "DB", "CB", "DB"));
      keys.putCertificate(slot("82"), CERTIFICATE);
      assertThat(bench.instructions().subList(4, 6)).isEqualTo(List.of("DB", "CB"));
    }
  }
}
