package dev.countersign.card.oath;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.card.oath.OathAnswers.Calculated;
import dev.countersign.card.oath.OathAnswers.Listed;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What a token answers to SELECT, LIST, CALCULATE and CALCULATE ALL is read or refused. */
class OathAnswersFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.of(
            // SELECT: open, locked, of a token with parts of its own
            "790305070471080102030405060708",
            "790305070471080102030405060708740811121314151617187B0101",
            "79030400007108010203040506070882010879",
            // LIST
            "7206214157533A617204116973737206223630" + "2F62",
            // CALCULATE ALL and CALCULATE, whole and truncated
            "71034157537605060000002E710168770106710174" + "7C0108",
            "760508C1397EEA",
            "751506" + "5E".repeat(20),
            "0106710261617605")
        .map(HexFormat.of()::parseHex);
  }

  @MethodSource("seeds")
  @FuzzTest
  void isReadOrRefused(byte[] data) {
    selection(data);
    list(data);
    all(data);
    value(data);
    assertThat(OathAnswers.isTruncated(data)).isEqualTo(data.length > 0 && data[0] == 0x76);
  }

  private static void selection(byte[] data) {
    try {
      OathSelection.parse(data)
          .ifPresent(
              selection -> {
                assertThat(selection.deviceId()).hasSize(22);
                assertThat(selection.sameAs(selection.salt())).isTrue();
                assertThat(selection.version().toString()).matches("[0-9]+[.][0-9]+[.][0-9]+");
              });
    } catch (TlvException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void list(byte[] data) {
    try {
      for (Listed account : OathAnswers.list(data)) {
        named(account.kind(), account.name());
      }
    } catch (TlvException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void all(byte[] data) {
    try {
      for (Calculated account : OathAnswers.all(data)) {
        named(account.kind(), account.name());
        account.value().ifPresent(value -> assertThat(value).isNotNegative());
        assertThat(account.digits()).isBetween(0, 255);
      }
    } catch (TlvException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void named(CodeKind kind, String name) {
    AccountId id = AccountId.parse(kind, name);
    assertThat(id.text()).as("what is sent back to the token").isEqualTo(name);
    assertThat(id.period().isPresent()).isEqualTo(kind == CodeKind.TOTP);
  }

  private static void value(byte[] data) {
    try {
      OathAnswers.Value value = OathAnswers.value(Tlv.parse(data));
      assertThat(value.value()).isNotNegative();
      AccountId steam = AccountId.parse(CodeKind.TOTP, "Steam:a");
      assertThat(Codes.of(steam, value, Optional.empty()).text()).hasSize(5);
    } catch (TlvException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
