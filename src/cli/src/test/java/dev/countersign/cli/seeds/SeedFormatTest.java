package dev.countersign.cli.seeds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.Failure;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeedFormatTest {
  private static final String BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  private static final String RFC_SEED = "3132333435363738393031323334353637383930";

  /** 40 bytes, in the form that the AWS CLI writes into its --outfile. */
  private static final String AWS =
      "AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQTCQKRMFYYDENBWHA5DYPSAIJCEMSCKJRH";

  private static String seed(Enrolment enrolment) {
    return HexFormat.of().formatHex(enrolment.seed().bytes());
  }

  private static Enrolment parse(String text) {
    return SeedFormat.parse(text.getBytes(UTF_8), "it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BASE32,
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq\n",
        "\uFEFFGEZDGNBVGY3TQOJQ\r\nGEZDGNBVGY3TQOJQ\r\n",
        "  GEZDGNBV-GY3TQOJQ-GEZDGNBV-GY3TQOJQ====  "
      })
  void base32AsPeopleCopyIt(String text) {
    try (Enrolment enrolment = parse(text)) {
      assertThat(seed(enrolment)).isEqualTo(RFC_SEED);
      assertThat(enrolment.name()).isEmpty();
      assertThat(enrolment.kind()).isEmpty();
    }
  }

  @Test
  void seedOfTheAwsCli() {
    try (Enrolment enrolment = parse(AWS)) {
      assertThat(seed(enrolment)).startsWith("000102").endsWith("252627").hasSize(80);
    }
  }

  @Test
  void otpauthUri() {
    try (Enrolment enrolment =
        parse(
            "otpauth://totp/Ex%20ample:alice?secret="
                + BASE32
                + "&algorithm=SHA256&digits=8&period=60\n")) {
      assertThat(seed(enrolment)).isEqualTo(RFC_SEED);
      assertThat(enrolment.issuer()).contains("Ex ample");
      assertThat(enrolment.name()).contains("alice");
      assertThat(enrolment.kind()).contains(CodeKind.TOTP);
      assertThat(enrolment.hash()).contains(OathHash.SHA256);
      assertThat(enrolment.digits()).hasValue(8);
      assertThat(enrolment.period()).contains(Duration.ofMinutes(1));
      assertThat(enrolment.counter()).isEmpty();
      assertThat(enrolment.toString()).doesNotContain(BASE32).doesNotContain(RFC_SEED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg"})
  void qrCodeInAnImage(String format) {
    byte[] image = QrImages.of("otpauth://hotp/AWS:bob?counter=7&secret=" + BASE32, format);
    try (Enrolment enrolment = SeedFormat.parse(image, "qr")) {
      assertThat(seed(enrolment)).isEqualTo(RFC_SEED);
      assertThat(enrolment.name()).contains("bob");
      assertThat(enrolment.kind()).contains(CodeKind.HOTP);
      assertThat(enrolment.counter()).hasValue(7);
    }
  }

  @Test
  void transparentPixelsAreWhite() throws Exception {
    BufferedImage opaque =
        javax.imageio.ImageIO.read(
            new ByteArrayInputStream(QrImages.of("otpauth://totp/a?secret=" + BASE32, "png")));
    BufferedImage transparent =
        QrImages.blank(opaque.getWidth(), opaque.getHeight(), BufferedImage.TYPE_INT_ARGB);
    for (int x = 0; x < opaque.getWidth(); x++) {
      for (int y = 0; y < opaque.getHeight(); y++) {
        transparent.setRGB(x, y, (opaque.getRGB(x, y) & 0xFFFFFF) == 0 ? 0xFF000000 : 0);
      }
    }
    try (Enrolment enrolment = SeedFormat.parse(QrImages.bytes(transparent, "png"), "qr")) {
      assertThat(enrolment.name()).contains("a");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | it is empty",
        "'  ' | it is empty",
        "GEZDGNBV1 | base32 has the letters",
        "GEZDGNBVGY3TQOJQG | cut off",
        "otpauth://totp/a | label and a secret",
        "otpauth://totp/a?secret=GEZDGNB1 | base32",
        "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&digits=9 | 6 to 8",
        "otpauth://motp/a?secret=GEZDGNBVGY3TQOJQ | totp or hotp",
        "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ otpauth://totp/b | one line",
        "otpauth-migration://offline?data=AAAA | export of all its accounts",
        "<html/> | no PSKC key container",
        "{\"a\": 1} | base32"
      })
  void whatIsNoSeed(String text, String part) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("it holds no seed: ")
        .hasMessageContaining(part)
        .satisfies(e -> assertThat(((Failure) e).remedy()).contains("otpauth", "QR code"))
        .message()
        .doesNotContain("GEZDGNB");
  }

  @Test
  void bytesThatAreNoText() {
    assertThatThrownBy(() -> SeedFormat.parse(new byte[] {(byte) 0xC3, 0x28}, "it"))
        .hasMessageContaining("neither text");
    assertThatThrownBy(() -> SeedFormat.parse(new byte[70_000], "it"))
        .hasMessageContaining("too long");
  }

  @Test
  void imagesThatHoldNone() {
    byte[] blank = QrImages.bytes(QrImages.blank(50, 50, BufferedImage.TYPE_INT_RGB), "png");
    assertThatThrownBy(() -> SeedFormat.parse(blank, "it")).hasMessageContaining("no QR code");
    byte[] other = QrImages.of("https://example.com/", "png");
    assertThatThrownBy(() -> SeedFormat.parse(other, "it")).hasMessageContaining("holds no seed");
    byte[] whole = QrImages.of("otpauth://totp/a?secret=" + BASE32, "png");
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> SeedFormat.parse(cut, "it")).hasMessageContaining("holds no seed");
    byte[] head = Arrays.copyOf(whole, 10);
    assertThatThrownBy(() -> SeedFormat.parse(head, "it")).hasMessageContaining("broken");
  }

  @Test
  void imageThatWouldFillTheMemoryIsNotDecoded() {
    byte[] image = QrImages.bytes(QrImages.blank(8, 8, BufferedImage.TYPE_INT_RGB), "png");
    // width and height in the header, and its checksum
    ByteBuffer.wrap(image).putInt(16, 100_000).putInt(20, 100_000);
    java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
    checksum.update(image, 12, 17);
    ByteBuffer.wrap(image).putInt(29, (int) checksum.getValue());
    assertThatThrownBy(() -> SeedFormat.parse(image, "it"))
        .hasMessageContaining("more than 25 million pixels");
  }

  @Test
  void fileIsBounded() {
    assertThatThrownBy(
            () -> SeedInput.read(new ByteArrayInputStream(new byte[(16 << 20) + 1]), Path.of("-")))
        .hasMessageContaining("standard input has more than");
  }

  @Test
  void fileThatIsNotThere() {
    assertThatThrownBy(
            () -> SeedInput.read(new ByteArrayInputStream(new byte[0]), Path.of("/none/here")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no such file");
  }
}
