package dev.countersign.fido.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ClientDataTest {
  private static String written(ClientData data) {
    return new String(data.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void clientDataOfTheSpecificationsFirstVectorAreTheSameToTheByte() {
    // [WEBAUTHN-3] 16.1.2, but for the member that is there to see who minds what is not known
    String vector =
        "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d5074"
            + "34557878475453746e63647134313759447742466938767049612d7077386f4f755657345441222c226f"
            + "726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e22"
            + "3a66616c7365";
    ClientData data =
        new ClientData(
            ClientData.CREATE,
            "AMMPt4UxxGTStncdq417YDwBFi8vpIa-pw8oOuVW4TA",
            Page.of("https://example.org"));
    assertThat(HexFormat.of().formatHex(data.bytes())).isEqualTo(vector + "7d");
  }

  @Test
  void pageInAnotherOneSaysSo() {
    Page page = Page.of("https://example.org").embeddedIn(Page.of("https://example.com"));
    assertThat(written(new ClientData(ClientData.GET, "AQ", page)))
        .isEqualTo(
            "{\"type\":\"webauthn.get\",\"challenge\":\"AQ\",\"origin\":\"https://example.org\","
                + "\"crossOrigin\":true,\"topOrigin\":\"https://example.com\"}");
  }

  @Test
  void pageInAnotherOneOfTheSameOriginIsNothingSpecial() {
    Page page = Page.of("https://example.org").embeddedIn(Page.of("https://example.org:443"));
    assertThat(written(new ClientData(ClientData.GET, "AQ", page)))
        .endsWith("\"crossOrigin\":false}");
  }

  @Test
  void textsAreEscapedAsTheSpecificationHasIt() {
    StringBuilder json = new StringBuilder();
    ClientData.append(json, "a\"b\\c/\u0000\n\u001f\u007f\u00e9\u2028\ud83d\ude00");
    assertThat(json.toString())
        .isEqualTo("\"a\\\"b\\\\c/\\u0000\\u000a\\u001f\u007f\u00e9\u2028\ud83d\ude00\"");
  }

  @Test
  void hashIsThatOfTheBytes() {
    ClientData data = new ClientData(ClientData.GET, "AQ", Page.of("https://example.org"));
    assertThat(data.hash().bytes()).isEqualTo(ClientData.sha256(data.bytes()));
  }
}
