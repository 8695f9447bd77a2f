package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.secret;
import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedPresence;
import dev.countersign.wire.Tlv;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The management key behind the PIN, and what other tools noted beside it. */
class StoredManagementKeyTest {
  private static final byte[] KEY =
      HexFormat.of().parseHex("00112233445566778899AABBCCDDEEFF".repeat(2));
  private static final byte[] OTHER =
      HexFormat.of().parseHex("FFEEDDCCBBAA99887766554433221100".repeat(2));
  private static final String SALT = "8210" + "A5".repeat(16);
  private static final String TIME = "830460000000";

  private static NewManagementKey key(byte[] bytes, boolean stored) {
    ManagementKeyAlgorithm algorithm =
        bytes.length == 32 ? ManagementKeyAlgorithm.AES256 : ManagementKeyAlgorithm.TDES;
    return new NewManagementKey(algorithm, Secret.copyOf(bytes), stored, false);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String object(Bench bench, int tag) {
    bench.raw("00A4040009A0000003080000100000");
    bench.raw("0020008008313233343536FFFF");
    byte[] answer = bench.raw("00CB3FFF055C03%06X00".formatted(tag));
    return HexFormat.of().formatHex(answer);
  }

  private static String admin(Bench bench) {
    return object(bench, PivObjects.ADMIN);
  }

  private static void assertOpenedByThePin(Bench bench) {
    bench.restart();
    bench.pins(
        request -> {
          assertThat(request.kind()).isEqualTo(PinRequest.Kind.PIN);
          return secret(Bench.PIN);
        });
    bench.can(KeyManagement.class).generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
  }

  @Test
  void isWrittenAndTakenBack() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PivAdministration administration = bench.can(PivAdministration.class);
      administration.changeManagementKey(key(KEY, true));
      assertThat(admin(bench)).isEqualTo("5305" + "8003810102" + "9000");
      assertThat(object(bench, PivObjects.PRINTED))
          .isEqualTo("53248822" + "8920" + HexFormat.of().formatHex(KEY) + "9000");
      assertOpenedByThePin(bench);
      bench.can(PivAdministration.class).changeManagementKey(key(OTHER, false));
      assertThat(admin(bench)).isEqualTo("5305" + "8003810100" + "9000");
      assertThat(object(bench, PivObjects.PRINTED)).isEqualTo("6a82");
      bench.restart();
      bench.pins(request -> Secret.copyOf(OTHER));
      bench.can(KeyManagement.class).deleteCertificate(slot("9a"));
    }
  }

  @Test
  void whatOtherToolsNotedStaysAndTheSaltGoes() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PivAdministration administration = bench.can(PivAdministration.class);
      administration.writeObject(PivObjects.ADMIN, hex("801e" + "810101" + SALT + TIME + "840155"));
      administration.writeObject(PivObjects.PRINTED, hex("8803" + "810101"));
      administration.changeManagementKey(key(KEY, true));
      assertThat(admin(bench)).isEqualTo("530e" + "800c" + "810103" + TIME + "840155" + "9000");
      assertThat(object(bench, PivObjects.PRINTED))
          .startsWith("53278825" + "810101" + "8920001122");
      bench.pins(request -> secret(Bench.PIN));
      bench.can(PivAdministration.class).changeManagementKey(key(OTHER, false));
      assertThat(admin(bench)).startsWith("530e" + "800c" + "810101" + TIME);
      assertThat(object(bench, PivObjects.PRINTED)).isEqualTo("5305" + "8803810101" + "9000");
    }
  }

  @Test
  void nothingIsNotedWhereNothingWas() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      bench.can(PivAdministration.class).changeManagementKey(key(KEY, false));
      assertThat(admin(bench)).isEqualTo("6a82");
      assertThat(bench.instructions()).doesNotContain("DB", "20");
    }
  }

  @Test
  void whatIsPrintedOnACardIsNotWrittenOver() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PivAdministration administration = bench.can(PivAdministration.class);
      administration.writeObject(PivObjects.PRINTED, hex("0105416C696365FE00"));
      bench.commands().clear();
      assertThatExceptionOfType(TokenException.Refused.class)
          .isThrownBy(() -> administration.changeManagementKey(key(KEY, true)))
          .withMessageContaining("holds what is printed on the card");
      assertThat(bench.instructions()).doesNotContain("DB", "FF");
    }
  }

  /** Pulled anywhere, the token has a key that is known: the one before, or a stored one. */
  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void replacedWhileStoredItIsNeverLost(Profile profile) {
    byte[] first = profile == Profile.YUBIKEY_5_7 ? KEY : hex("0123456789ABCDEF".repeat(3));
    byte[] second = profile == Profile.YUBIKEY_5_7 ? OTHER : hex("F123456789ABCDE0".repeat(3));
    int commands = replace(profile, first, second, 0);
    assertThat(commands).isGreaterThan(6);
    for (int pulled = 1; pulled <= commands; pulled++) {
      replace(profile, first, second, pulled);
    }
  }

  private static int replace(Profile profile, byte[] first, byte[] second, int pulled) {
    try (Bench bench = new Bench(profile)) {
      bench.can(PivAdministration.class).changeManagementKey(key(first, true));
      bench.restart();
      bench.pins(pinOnly());
      PivAdministration administration = bench.can(PivAdministration.class);
      bench.commands().clear();
      if (pulled > 0) {
        bench.faults("remove@" + pulled);
        assertThatExceptionOfType(TokenException.class)
            .as("pulled at %d", pulled)
            .isThrownBy(() -> administration.changeManagementKey(key(second, true)));
        bench.readers().remove(bench.token());
        bench.insert(bench.token());
      } else {
        administration.changeManagementKey(key(second, true));
      }
      int commands = bench.commands().size();
      assertOpenedByThePin(bench);
      assertThat(object(bench, PivObjects.PRINTED)).contains("89");
      bench.restart();
      bench.pins(pinOnly());
      bench.can(PivAdministration.class).changeManagementKey(key(second, true));
      assertOpenedByThePin(bench);
      return commands;
    }
  }

  private static PinEntry pinOnly() {
    return request -> {
      assertThat(request.kind()).isEqualTo(PinRequest.Kind.PIN);
      return secret(Bench.PIN);
    };
  }

  @Test
  void unreadableNotesAreTakenForNone() {
    assertThat(AdminData.parse(hex("80")).keyStored()).isFalse();
    assertThat(AdminData.parse(hex("8003810202")).keyStored()).isFalse();
    assertThat(AdminData.parse(hex("800481020202")).keyStored()).isFalse();
    assertThat(AdminData.parse(hex("8103810102")).keyStored()).isFalse();
    assertThat(ProtectedData.parse(hex("88"))).isEmpty();
    assertThat(ProtectedData.parse(new byte[0])).isEmpty();
    assertThat(new ProtectedData(List.of(Tlv.of(0x89, new byte[7]))).key()).isEmpty();
  }

  @Test
  void keyOfAWrongLengthIsNone() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                new NewManagementKey(ManagementKeyAlgorithm.AES128, secret("short"), false, false));
  }

  @Test
  void triesThatAreSetMakeThePukUsableAgain() {
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7)) {
      PivAdministration administration = bench.can(PivAdministration.class);
      administration.writeObject(PivObjects.ADMIN, hex("8009" + "810101" + TIME));
      administration.setRetries(5, 6);
      assertThat(admin(bench)).startsWith("530b" + "8009" + "810100" + TIME);
      administration.replaceFactoryPins(secret("654321"), secret("87654321"));
      PivStatus status = administration.status();
      assertThat(status.pin())
          .isEqualTo(
              new PivStatus.Reference(OptionalInt.of(5), OptionalInt.of(5), Optional.of(false)));
      assertThat(status.puk().factory()).contains(false);
      assertThatExceptionOfType(TokenException.WrongPin.class)
          .isThrownBy(
              () -> administration.replaceFactoryPins(secret("111111"), secret("22222222")));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void touchThatTheKeyWantsIsTold(boolean touched) {
    SimulatedPresence presence = touched ? SimulatedPresence.ALWAYS : SimulatedPresence.NEVER;
    try (Bench bench = new Bench(Profile.YUBIKEY_5_7, presence)) {
      bench
          .can(PivAdministration.class)
          .changeManagementKey(
              new NewManagementKey(ManagementKeyAlgorithm.AES256, Secret.copyOf(KEY), false, true));
      assertThat(bench.commands()).anyMatch(c -> c.startsWith("00FFFFFE230C9B20"));
      assertThat(bench.notices()).isEmpty();
      bench.restart();
      bench.pins(request -> Secret.copyOf(KEY));
      KeyManagement keys = bench.can(KeyManagement.class);
      if (touched) {
        keys.deleteCertificate(slot("9a"));
      } else {
        assertThatExceptionOfType(TokenException.Refused.class)
            .isThrownBy(() -> keys.deleteCertificate(slot("9a")))
            .withMessageContaining("not touched in time");
      }
      assertThat(bench.notices()).containsExactly("touch: delete the certificate", "done");
    }
  }
}
