package dev.countersign.fido.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithUtf8Length;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Options and origins from anyone: something for that very page comes of them, or a clear refusal.
 */
class OptionsFuzzTest {
  static Stream<Arguments> seeds() {
    return Stream.of(
        Arguments.of("{}", "null"),
        Arguments.of(Options.creation(""), Options.ORIGIN),
        Arguments.of(
            Options.creation("\"attestation\":\"direct\",\"timeout\":1e9"),
            "http://app.localhost:8080"),
        Arguments.of(
            Options.request(
                "\"allowCredentials\":[{\"type\":\"public-key\",\"id\":\"AQID\"}],\"extensions\":"
                    + "{\"appid\":\"https://example.org/x\",\"prf\":{\"eval\":{\"first\":\"AQ\"}}}"),
            "https://b\u00FCcher.example.org:8443"),
        Arguments.of("{\"publicKey\":{\"challenge\":\"AA\"}}", "https://example.org"));
  }

  @MethodSource("seeds")
  @FuzzTest
  void signsForThePageOrRefuses(
      @NotNull @WithUtf8Length(max = 4000) String options,
      @NotNull @WithUtf8Length(max = 300) String origin) {
    FakeKey key = new FakeKey();
    key.holds.put(FakeKey.ID, "example.org");
    WebAuthnClient client = WebAuthnClient.of(key);
    check(origin, () -> client.register(options, origin));
    check(origin, () -> client.signIn(options, origin));
    key.made.forEach(asked -> assertCovers(asked.relyingParty().id(), origin));
    key.proved.stream()
        .map(asked -> asked.relyingPartyId())
        .filter(id -> !id.contains("://"))
        .forEach(id -> assertCovers(id, origin));
  }

  private interface Ceremony {
    String run();
  }

  private static void check(String origin, Ceremony ceremony) {
    String posted;
    try {
      posted = ceremony.run();
    } catch (WebAuthnException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    byte[] clientData =
        Base64.getUrlDecoder()
            .decode(
                JsonObject.options(posted)
                    .requiredObject("response")
                    .requiredText("clientDataJSON"));
    assertThat(new String(clientData, StandardCharsets.UTF_8))
        .contains("\"origin\":\"" + Page.of(origin).origin() + "\"");
  }

  private static void assertCovers(String relyingParty, String origin) {
    String host = Page.of(origin).host();
    assertThat("." + host).endsWith("." + relyingParty);
  }
}
