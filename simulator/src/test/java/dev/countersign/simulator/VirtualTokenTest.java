package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualTokenTest {

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void theSameSeedMakesTheSameTokenAndKeys(Profile profile) {
    assertThat(story(profile, 7)).isEqualTo(story(profile, 7)).isNotEqualTo(story(profile, 8));
  }

  private static String story(Profile profile, long seed) {
    VirtualToken token = VirtualToken.builder(profile).world(World.deterministic(seed)).build();
    TestCard card = new TestCard(token).select().manage();
    Tlv ec = card.generate("9A", "11", "");
    Tlv rsa = card.generate("9D", "07", "");
    card.verify();
    String signature = card.authenticate("11", "9A", "81", "11".repeat(32));
    return token.serial() + TestCard.hex(ec.value()) + TestCard.hex(rsa.value()) + signature;
  }

  @Test
  void systemWorldsDiffer() {
    String[] keys = new String[2];
    for (int i = 0; i < 2; i++) {
      TestCard card = TestCard.of(Profile.YUBIKEY_5_7, World.system()).select().manage();
      keys[i] = TestCard.hex(card.generate("9A", "11", "").value());
    }
    assertThat(keys[0]).isNotEqualTo(keys[1]);
  }

  @Test
  void serialNumbersHave32Bits() {
    VirtualToken.Builder builder = VirtualToken.builder(Profile.YUBIKEY_5_7);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.serial(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.serial(1L << 32));
    TestCard card = new TestCard(builder.serial(0xFFFFFFFFL).build());
    assertThat(card.token().serial()).isEqualTo(4294967295L);
    assertThat(card.select().send("00F80000")).isEqualTo("FFFFFFFF9000");
  }

  @Test
  void aNewSerialNumberHasEightDigits() {
    for (int seed = 0; seed < 50; seed++) {
      VirtualToken token =
          VirtualToken.builder(Profile.NIST_PIV).world(World.deterministic(seed)).build();
      assertThat(token.serial()).isBetween(10_000_000L, 99_999_999L);
    }
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void saysThatItIsSimulated(Profile profile) {
    VirtualToken token = VirtualToken.builder(profile).serial(5).build();
    assertThat(token.readerName()).contains("Simulator");
    assertThat(token).hasToString("simulated " + profile.externalName() + ", serial 5");
    assertThat(Profile.byName(profile.externalName())).contains(profile);
    assertThat(Profile.byName("yubikey")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Profile.class)
  void theAnswerToResetAddsUp(Profile profile) {
    assertThat(namesAYubiKey(profile.atr())).isEqualTo(profile.name().startsWith("YUBIKEY"));
  }

  @Test
  void onAContactlessReaderItIsAnotherCard() {
    VirtualToken token = VirtualToken.builder(Profile.YUBIKEY_5_7).contactless().build();
    assertThat(token.contactless()).isTrue();
    assertThat(token.readerName()).isEqualTo("Countersign Simulator NFC 00 00");
    assertThat(namesAYubiKey(token.atr())).isTrue();
    assertThat(token.atr()).isNotEqualTo(Profile.YUBIKEY_5_7.atr());
    String select = "00A4040008A0000006472F0001";
    assertThat(new TestCard(token).send(select)).isEqualTo("5532465F56329000");
    assertThat(TestCard.of(Profile.YUBIKEY_5_7).send(select)).isEqualTo("6A82");
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"SECURITY_KEY", "FIDO_2_0", "U2F_ONLY"})
  void aSecurityKeyIsACardOnContactlessReadersOnly(Profile profile) {
    TestCard card = TestCard.of(profile);
    assertThat(card.token().contactless()).isTrue();
    assertThat(card.token().readerName()).isEqualTo("Countersign Simulator NFC 00 00");
    assertThat(card.send("00A4040008A0000006472F0001")).isEqualTo("5532465F56329000");
    for (String other : new String[] {"000308", "000527471117", "0005272101", "0005272001"}) {
      String aid = "A000" + other;
      assertThat(card.send("00A40400%02X".formatted(aid.length() / 2) + aid)).isEqualTo("6A82");
    }
    assertThat(profile.firmware()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_4_3", "NIST_PIV"})
  void notEveryTokenHasNfc(Profile profile) {
    VirtualToken.Builder builder = VirtualToken.builder(profile);
    assertThatIllegalArgumentException()
        .isThrownBy(builder::contactless)
        .withMessageContaining("has no NFC");
  }

  /**
   * Sums ([ISO7816-3] 8.2.5: the exclusive or of T0 to TCK is zero); whether it names a YubiKey.
   */
  private static boolean namesAYubiKey(byte[] atr) {
    int sum = 0;
    for (int i = 1; i < atr.length; i++) {
      sum ^= atr[i];
    }
    assertThat(sum).isZero();
    int historical = atr[1] & 0x0F;
    byte[] tail = Arrays.copyOfRange(atr, atr.length - 1 - historical, atr.length - 1);
    return new String(tail, StandardCharsets.ISO_8859_1)
        .toLowerCase(java.util.Locale.ROOT)
        .contains("yubi");
  }

  @Test
  void noPowerNoAnswer() throws ChannelException {
    VirtualToken token = VirtualToken.builder(Profile.NIST_PIV).build();
    token.powerOff();
    byte[] command = TestCard.bytes("00A4040005A000000308");
    assertThatThrownBy(() -> token.transmit(command)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> token.transceive(command))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.kind()).isEqualTo(ChannelException.Kind.REMOVED));
    token.powerOn();
    assertThat(token.transceive(command)).endsWith(0x90, 0x00);
  }

  @Test
  void storageOfAnotherTokenIsRefused() {
    TokenStorage storage = TokenStorage.memory();
    VirtualToken.builder(Profile.YUBIKEY_5_7).serial(1).storage(storage).build().close();
    VirtualToken.Builder product = VirtualToken.builder(Profile.NIST_PIV).storage(storage);
    assertThatThrownBy(product::build)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("yubikey-5.7 with serial number 1");
    VirtualToken.Builder serial =
        VirtualToken.builder(Profile.YUBIKEY_5_7).serial(2).storage(storage);
    assertThatThrownBy(serial::build).isInstanceOf(UncheckedIOException.class);
    assertThat(VirtualToken.builder(Profile.YUBIKEY_5_7).storage(storage).build().serial())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "format=2\nprofile=yubikey-5.7\nserial=1\n",
        "format=1\nprofile=other\nserial=1\n",
        "format=1\nprofile=yubikey-5.7\n",
        "format=1\nprofile=yubikey-5.7\nserial=-1\n",
        "format=1\nprofile=yubikey-5.7\nserial=4294967296\n",
        "format=1\nprofile=yubikey-5.7\nserial=\\u12\n",
      })
  void aDamagedIdentityIsRefused(String record) throws Exception {
    TokenStorage storage = TokenStorage.memory();
    storage.write("token", record.getBytes(StandardCharsets.UTF_8));
    VirtualToken.Builder builder = VirtualToken.builder(Profile.YUBIKEY_5_7).storage(storage);
    assertThatThrownBy(builder::build).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void theCallersArrayIsNotKept() {
    VirtualToken token = VirtualToken.builder(Profile.NIST_PIV).build();
    byte[] command = TestCard.bytes("00A4040005A000000308");
    token.transmit(command);
    assertThat(TestCard.hex(command)).isEqualTo("00A4040005A000000308");
    token.atr()[0] = 0;
    assertThat(token.atr()[0]).isEqualTo((byte) 0x3B);
  }
}
