package dev.countersign.cli.seeds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PskcTest {
  private static final String SECRET = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=";

  /** The shape of [RFC6030] 4.1, figure 2. */
  private static String container(String algorithm, String parameters, String data) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <KeyContainer Version="1.0" Id="exampleID1" xmlns="urn:ietf:params:xml:ns:keyprov:pskc">
      <KeyPackage>
        <Key Id="12345678" Algorithm="%s">
          <Issuer>Issuer-A</Issuer>
          %s
          <Data>%s</Data>
        </Key>
      </KeyPackage>
    </KeyContainer>
    """
        .formatted(algorithm, parameters, data);
  }

  private static String secret(String value) {
    return "<Secret><PlainValue>" + value + "</PlainValue></Secret>";
  }

  private static Enrolment read(String xml) {
    return Pskc.read(xml.getBytes(UTF_8));
  }

  @Test
  void hotpKeyOfTheSpecification() {
    String xml =
        container(
            "urn:ietf:params:xml:ns:keyprov:pskc:hotp",
            "<AlgorithmParameters><ResponseFormat Length=\"8\" Encoding=\"DECIMAL\"/>"
                + "</AlgorithmParameters>",
            secret("\n  " + SECRET + "\n") + "<Counter><PlainValue>42</PlainValue></Counter>");
    assertThat(Pskc.is(xml.getBytes(UTF_8))).isTrue();
    try (Enrolment enrolment = read(xml)) {
      assertThat(HexFormat.of().formatHex(enrolment.seed().bytes()))
          .isEqualTo("3132333435363738393031323334353637383930");
      assertThat(enrolment.kind()).contains(CodeKind.HOTP);
      assertThat(enrolment.issuer()).contains("Issuer-A");
      assertThat(enrolment.name()).contains("12345678");
      assertThat(enrolment.digits()).hasValue(8);
      assertThat(enrolment.counter()).hasValue(42);
      assertThat(enrolment.period()).isEmpty();
    }
  }

  @Test
  void totpKeyWithHashAndPeriod() {
    try (Enrolment enrolment =
        read(
            container(
                "urn:ietf:params:xml:ns:keyprov:pskc:totp",
                "<AlgorithmParameters><Suite>HMAC-SHA256</Suite></AlgorithmParameters>"
                    + "<UserId>alice</UserId>",
                secret(SECRET) + "<TimeInterval><PlainValue>60</PlainValue></TimeInterval>"))) {
      assertThat(enrolment.kind()).contains(CodeKind.TOTP);
      assertThat(enrolment.hash()).contains(OathHash.SHA256);
      assertThat(enrolment.period()).contains(Duration.ofMinutes(1));
      assertThat(enrolment.counter()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "urn:ietf:params:xml:ns:keyprov:pskc:pin, other than HOTP or TOTP",
    "http://www.example.com/aes, other than HOTP or TOTP"
  })
  void keyForSomethingElse(String algorithm, String part) {
    assertThatThrownBy(() -> read(container(algorithm, "", secret(SECRET))))
        .hasMessageContaining(part);
  }

  @Test
  void encryptedSeedIsRefusedWithTheReason() {
    String xml =
        container(
            "urn:ietf:params:xml:ns:keyprov:pskc:totp",
            "",
            "<Secret><EncryptedValue>AAAA</EncryptedValue></Secret>");
    assertThatThrownBy(() -> read(xml)).hasMessageContaining("its seed is encrypted");
  }

  @Test
  void seedsThatAreNone() {
    String totp = "urn:ietf:params:xml:ns:keyprov:pskc:totp";
    assertThatThrownBy(() -> read(container(totp, "", ""))).hasMessageContaining("no seed");
    assertThatThrownBy(() -> read(container(totp, "", secret("MTIz*"))))
        .hasMessage("its seed is not base64");
    assertThatThrownBy(() -> read(container(totp, "", secret("A".repeat(2000)))))
        .hasMessageContaining("too long");
    assertThatThrownBy(
            () ->
                read(
                    container(
                        totp,
                        "",
                        secret(SECRET)
                            + "<TimeInterval><PlainValue>soon</PlainValue></TimeInterval>")))
        .hasMessageContaining("TimeInterval");
    assertThatThrownBy(
            () ->
                read(
                    container(
                        totp,
                        "<AlgorithmParameters><ResponseFormat Length=\"6\""
                            + " Encoding=\"HEXADECIMAL\"/></AlgorithmParameters>",
                        secret(SECRET))))
        .hasMessageContaining("not decimal");
  }

  @Test
  void severalKeysAreOneTooMany() {
    String one = container("urn:ietf:params:xml:ns:keyprov:pskc:totp", "", secret(SECRET));
    int from = one.indexOf("<KeyPackage>");
    int to = one.indexOf("</KeyContainer>");
    String two = one.substring(0, to) + one.substring(from, to) + one.substring(to);
    assertThatThrownBy(() -> read(two)).hasMessageContaining("has 2 keys");
    assertThatThrownBy(() -> read(one.substring(0, from) + one.substring(to)))
        .hasMessageContaining("has 0 keys");
  }

  @Test
  void entitiesAreNotExpandedAndFilesNotFetched() {
    String bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE KeyContainer [<!ENTITY a \"aaaaaaaaaa\">"
            + "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>"
            + container("urn:ietf:params:xml:ns:keyprov:pskc:totp", "", secret("&b;"))
                .substring(39);
    assertThatThrownBy(() -> read(bomb)).hasMessageContaining("no document type");
    String external =
        "<!DOCTYPE KeyContainer SYSTEM \"file:///etc/passwd\"><KeyContainer"
            + " xmlns=\"urn:ietf:params:xml:ns:keyprov:pskc\"/>";
    assertThatThrownBy(() -> read(external)).hasMessageContaining("no document type");
    String undeclared =
        container("urn:ietf:params:xml:ns:keyprov:pskc:totp", "", secret("&unknown;"));
    assertThatThrownBy(() -> read(undeclared)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void xmlThatIsBrokenOrDeep() {
    assertThatThrownBy(() -> read("<KeyContainer")).hasMessageContaining("broken");
    assertThatThrownBy(() -> read("<KeyContainer/>")).hasMessageContaining("no PSKC");
    String deep =
        container("urn:ietf:params:xml:ns:keyprov:pskc:totp", "<x>".repeat(40), secret(SECRET));
    assertThatThrownBy(() -> read(deep)).hasMessageContaining("too deep");
  }
}
