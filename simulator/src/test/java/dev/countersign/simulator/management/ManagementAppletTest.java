package dev.countersign.simulator.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.TestCard;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManagementAppletTest {
  private static final String SELECT = "00A4040008A000000527471117";
  private static final String SELECT_PIV = "00A4040005A000000308";
  private static final String CODE = "000102030405060708090A0B0C0D0E0F";

  private final TokenStorage storage = TokenStorage.memory();

  private TestCard card(Profile profile) {
    TestCard card =
        new TestCard(
            VirtualToken.builder(profile)
                .serial(12345678)
                .world(World.deterministic(1))
                .storage(storage)
                .build());
    TestCard.expectOk(card.send(SELECT));
    return card;
  }

  private static String write(TestCard card, String objects) {
    String data = "%02X".formatted(objects.length() / 2) + objects;
    return card.send("001C0000%02X".formatted(data.length() / 2) + data);
  }

  @ParameterizedTest
  @CsvSource({"YUBIKEY_5_7, 5.7.4", "YUBIKEY_4_3, 4.3.5"})
  void selectSaysTheVersionInWords(Profile profile, String version) {
    String answer = TestCard.withoutStatus(card(profile).send(SELECT + "00"));
    assertThat(new String(TestCard.bytes(answer), StandardCharsets.US_ASCII))
        .isEqualTo("Virtual mgr - FW version " + version);
  }

  @Test
  void aPlainCardHasNone() {
    assertThat(TestCard.of(Profile.NIST_PIV).send(SELECT)).isEqualTo("6A82");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00A4040007A0000005274711", "00A4040009A00000052747111700"})
  void otherIdentifiersAreNotFound(String select) {
    assertThat(card(Profile.YUBIKEY_5_7).send(select)).isEqualTo("6A82");
  }

  @ParameterizedTest
  @ValueSource(strings = {"001D0000", "001D000000", "001D0000000000"})
  void thePagesOfFirmware57(String readFirst) {
    TestCard card = card(Profile.YUBIKEY_5_7);
    assertThat(card.send(readFirst))
        .isEqualTo(
            "3B 01020237 03020237 020400BC614E 040103 0503050704 06020000 07010F 080100 0D020237"
                    .replace(" ", "")
                + "0E0202370A01000F0100200300000021030000001001019000");
    assertThat(card.send("001D0100"))
        .isEqualTo(
            "26 110400000000 120100 130953494D554C41544544 14020000 15020000 160100 170100 18020000"
                    .replace(" ", "")
                + "9000");
    assertThat(card.send("001D0200")).isEqualTo("6A86");
    assertThat(card.send("001D0001")).isEqualTo("6A86");
  }

  @Test
  void theShortPageOfFirmware43() {
    TestCard card = card(Profile.YUBIKEY_4_3);
    assertThat(card.send("001D000000")).isEqualTo("0C010135020400BC614E0301359000");
    assertThat(card.send("001D0100")).isEqualTo("6A86");
  }

  @ParameterizedTest
  @CsvSource({
    "YUBIKEY_5_7, 00FD000000",
    "YUBIKEY_5_7, 001F0000",
    "YUBIKEY_5_7, 0016110004 01000000",
    "YUBIKEY_4_3, 001C00000100",
    "YUBIKEY_4_3, 00F80000",
  })
  void everythingElseIsUnknown(Profile profile, String command) {
    assertThat(card(profile).send(command)).isEqualTo("6D00");
  }

  @Test
  void aNewTokenHasNoRecord() throws Exception {
    card(Profile.YUBIKEY_5_7).send("001D0000");
    assertThat(storage.read("management")).isEmpty();
  }

  @Test
  void aDisabledApplicationIsNotFoundUntilItIsEnabledAgain() {
    TestCard card = card(Profile.YUBIKEY_5_7);
    assertThat(write(card, "03020004")).isEqualTo("9000");
    assertThat(card.send("001D0000")).startsWith("3B0102023703020004");
    assertThat(card.send(SELECT_PIV)).isEqualTo("6A82");

    TestCard reopened = card(Profile.YUBIKEY_5_7);
    assertThat(reopened.send(SELECT_PIV)).isEqualTo("6A82");
    TestCard.expectOk(reopened.send(SELECT));
    assertThat(write(reopened, "0302033F")).isEqualTo("9000");
    assertThat(reopened.send("001D0000")).startsWith("3B0102023703020237");
    reopened.select();
  }

  @Test
  void disablingOverNfcConcernsOnlyNfc() {
    TestCard card = card(Profile.YUBIKEY_5_7);
    assertThat(write(card, "0E020000")).isEqualTo("9000");
    assertThat(card.send("001D0000")).contains("0D0202370E020000");
    card.select();
  }

  @Test
  void timeoutsFlagsAndRestart() {
    TestCard card = card(Profile.YUBIKEY_5_7);
    assertThat(write(card, "0C00" + "0602012C" + "070105" + "080180")).isEqualTo("9000");
    assertThat(card.send("001D0000")).contains("0602012C070105080180");
    assertThat(card(Profile.YUBIKEY_5_7).send("001D0000")).contains("0602012C070105080180");
  }

  @Test
  void aLockCodeIsAskedForUntilItIsCleared() {
    TestCard card = card(Profile.YUBIKEY_5_7);
    assertThat(write(card, "0A10" + CODE)).isEqualTo("9000");
    assertThat(card.send("001D0000")).contains("0A0101").doesNotContain(CODE);

    TestCard reopened = card(Profile.YUBIKEY_5_7);
    assertThat(write(reopened, "070105")).isEqualTo("6982");
    assertThat(write(reopened, "0B10" + "00".repeat(16) + "070105")).isEqualTo("6982");
    assertThat(reopened.send("001D0000")).contains("07010F");
    assertThat(write(reopened, "070105" + "0B10" + CODE)).isEqualTo("9000");
    assertThat(reopened.send("001D0000")).contains("070105").contains("0A0101");

    assertThat(write(reopened, "0B10" + CODE + "0A10" + "00".repeat(16))).isEqualTo("9000");
    assertThat(reopened.send("001D0000")).contains("0A0100");
    assertThat(write(reopened, "070106")).isEqualTo("9000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // no application at all
        "03020000", // the same, said
        "03020008", // only one that it does not have
        "030114", // too short
        "0A0101", // no lock code
        "0101FF", // what is supported cannot be written
        "7F01", // not whole
      })
  void whatCannotBeIsRefusedAndChangesNothing(String objects) throws Exception {
    TestCard card = card(Profile.YUBIKEY_5_7);
    String before = card.send("001D0000");
    String answer = objects.isEmpty() ? card.send("001C0000") : write(card, objects);
    assertThat(answer).isEqualTo("6A80");
    assertThat(card.send("001C0000 04 05 070105")).isEqualTo("6A80");
    assertThat(card.send("001C0100 04 03 070105")).isEqualTo("6A86");
    assertThat(card.send("001D0000")).isEqualTo(before);
    assertThat(storage.read("management")).isEmpty();
  }

  @Test
  void oneWrongValueSpoilsTheWholeChange() {
    TestCard card = card(Profile.YUBIKEY_5_7);
    String before = card.send("001D0000");
    assertThat(write(card, "070105" + "03020000")).isEqualTo("6A80");
    assertThat(card.send("001D0000")).isEqualTo(before);
  }

  @Test
  void firmware43HasOneMode() throws Exception {
    TestCard card = card(Profile.YUBIKEY_4_3);
    assertThat(card.send("0016110004 06000000")).isEqualTo("6A80");
    assertThat(card.send("0016110003 010000")).isEqualTo("6A80");
    assertThat(card.send("0016000004 01000000")).isEqualTo("6A86");
    assertThat(storage.read("management")).isEmpty();
    assertThat(card.send("0016110004 810A2C01")).isEqualTo("9000");
    assertThat(TestCard.hex(storage.read("management").orElseThrow()))
        .isEqualTo("C00101C1020000C2020000C302012CC4010AC50180");
    card.select();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void selectingItEndsThePivSession(Profile profile) {
    TestCard card = card(profile).select().verify();
    assertThat(card.send("00200080")).isEqualTo("9000");
    TestCard.expectOk(card.send(SELECT));
    assertThat(card.select().send("00200080")).isEqualTo("63C3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "C00102", "C00101", "FF", "C00101C10100", "3131"})
  void aDamagedRecordIsRefused(String record) throws Exception {
    storage.write("management", TestCard.bytes(record));
    VirtualToken.Builder builder = VirtualToken.builder(Profile.YUBIKEY_5_7).storage(storage);
    assertThatThrownBy(builder::build)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("management state");
  }

  @Test
  void whatCouldNotBeWrittenDidNotHappen() {
    TokenStorage full = new FullStorage(storage);
    VirtualToken token = VirtualToken.builder(Profile.YUBIKEY_5_7).storage(storage).build();
    TestCard card =
        new TestCard(
            VirtualToken.builder(Profile.YUBIKEY_5_7).serial(token.serial()).storage(full).build());
    TestCard.expectOk(card.send(SELECT));
    assertThat(write(card, "03020004")).isEqualTo("6581");
    assertThat(card.send("001D0000")).startsWith("3B0102023703020237");
    card.select();
  }

  /** Storage that keeps what it has. */
  private record FullStorage(TokenStorage inner) implements TokenStorage {
    @Override
    public Optional<byte[]> read(String name) throws IOException {
      return inner.read(name);
    }

    @Override
    public void write(String name, byte[] record) throws IOException {
      throw new IOException("no room");
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
