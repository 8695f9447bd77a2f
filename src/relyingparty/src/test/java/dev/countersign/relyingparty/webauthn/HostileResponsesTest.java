package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.countersign.wire.cbor.Cbor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes as a response is refused for a reason, or is what a key signed. */
class HostileResponsesTest {
  private static final Caller CALLER = Caller.of("session", "alice");
  private static final RegistrationResult.Refused MALFORMED =
      new RegistrationResult.Refused(Refusal.MALFORMED);

  private final Party party = new Party(Party.USUAL);

  private String registration() {
    String options = party.ceremonies.beginRegistration(CALLER, "alice").options();
    return Parts.creation(new SoftKey(Algorithm.ES256), options, Party.ORIGIN).registration();
  }

  private RegistrationResult finish(String json) {
    return party.ceremonies.finishRegistration(CALLER, "key", json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "\"text\"",
        "{\"id\":1}",
        "{\"id\":\"AAAA\",\"type\":\"public-key\"}",
        "{\"id\":\"AAAA\",\"type\":\"public-key\",\"response\":{}}",
        "{\"id\":\"AAAA\",\"type\":\"public-key\",\"response\":null}",
        "{\"id\":\"AAAA\",\"type\":\"public-key\",\"response\":[1]}",
      })
  void otherJsonIsMalformed(String json) {
    assertThat(finish(json)).isEqualTo(MALFORMED);
    assertThat(party.ceremonies.finishAssertion(CALLER, json))
        .isEqualTo(new AssertionResult.Refused(Refusal.MALFORMED));
  }

  @Test
  void jsonThatTwoParsersMayReadInTwoWaysIsMalformed() {
    String good = registration();
    assertThat(finish(good.replaceFirst("\\{", "{\"id\":\"AAAA\","))).isEqualTo(MALFORMED);
    assertThat(finish(good + "{}")).isEqualTo(MALFORMED);
    assertThat(finish(good.replaceFirst("\"rawId\":\"", "\"rawId\":\"AAAA"))).isEqualTo(MALFORMED);
    String id = Parts.text(Parts.parse(good), "id");
    assertThat(finish(good.replace(id, id + "="))).isEqualTo(MALFORMED);
    assertThat(finish(good.replace(id, id.substring(0, id.length() - 1) + "_")))
        .isEqualTo(MALFORMED);
    assertThat(finish(good).accepted()).as("what was changed").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":null,\"a\":null}",
        "{\"a\":1,\"b\":{},\"\\u0061\":2}",
        "{\"a\":[{\"b\":1,\"b\":1}]}",
        "{\"a\":{\"b\":{\"c\":1,\"d\":1,\"c\":1}}}"
      })
  void nameThatIsThereTwiceIsRefusedWhereverItIs(String json) {
    assertThatThrownBy(() -> JsonObject.parse(json, Responses.MAX_CHARACTERS))
        .isInstanceOf(MalformedException.class);
  }

  /** All short texts of characters that differ in what they may be. */
  @Test
  void base64UrlIsReadInTheOneWayInWhichItIsWritten() {
    List<String> texts = new ArrayList<>(List.of(""));
    for (int from = 0, length = 1; length <= 5; length++) {
      int to = texts.size();
      for (; from < to; from++) {
        for (char c : "ABEPQg_-=+/ é\u0141".toCharArray()) {
          texts.add(texts.get(from) + c);
        }
      }
    }
    int read = 0;
    for (String text : texts) {
      Optional<byte[]> expected = writtenBack(text);
      Optional<byte[]> bytes;
      try {
        bytes = Optional.of(JsonObject.base64Url(text));
      } catch (MalformedException e) {
        bytes = Optional.empty();
      }
      read += bytes.isPresent() ? 1 : 0;
      if (!Arrays.equals(bytes.orElse(null), expected.orElse(null))) {
        assertThat(bytes).as(text).isEqualTo(expected);
      }
    }
    assertThat(read).isGreaterThan(4000);
  }

  private static Optional<byte[]> writtenBack(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return Parts.base64Url(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Test
  void responsesAreBoundedBeforeTheyAreRead() {
    String good = registration();
    assertThat(finish(good + " ".repeat(Responses.MAX_CHARACTERS))).isEqualTo(MALFORMED);
    assertThat(finish("{\"a\":" + "[".repeat(10_000))).isEqualTo(MALFORMED);
    assertThat(finish(good + " ").accepted()).isTrue();
  }

  private static String withObject(String json, byte[] object) {
    String old = Parts.text(Parts.member(Parts.parse(json), "response"), "attestationObject");
    return json.replace(old, Parts.base64Url(object));
  }

  private static byte[] object(String json) {
    String text = Parts.text(Parts.member(Parts.parse(json), "response"), "attestationObject");
    return Base64.getUrlDecoder().decode(text);
  }

  @Test
  void statementIsReadStrictlyBeforeTheLibraryReadsIt() {
    String good = registration();
    byte[] object = object(good);
    String hex = HexFormat.of().formatHex(object);
    String fmt = "63666d74667061636b6564";
    List<String> bad =
        List.of(
            // a member twice
            hex.replaceFirst("a3" + fmt, "a4" + fmt + fmt),
            // no end is told
            hex.replaceFirst("^a3", "bf") + "ff",
            // a length that is not there
            hex.replaceFirst("a3" + fmt, "bb7fffffffffffffff" + fmt),
            // deeper than any statement
            hex.replaceFirst("a3" + fmt, "a4" + "6161" + "81".repeat(40) + "01" + fmt),
            // a tag
            "c1" + hex,
            // something behind it
            hex + "00",
            // no map
            "80");
    for (String each : bad) {
      assertThat(each).isNotEqualTo(hex);
      assertThat(finish(withObject(good, HexFormat.of().parseHex(each))))
          .as(each)
          .isEqualTo(MALFORMED);
    }
    for (int length = 0; length < object.length; length++) {
      assertThat(finish(withObject(good, Arrays.copyOf(object, length)))).isEqualTo(MALFORMED);
    }
    assertThat(finish(good).accepted()).as("what was changed").isTrue();
  }

  @Test
  void keysOfAnotherShapeThanTheirAlgorithmSaysAreRefused() {
    SoftKey key = new SoftKey(Algorithm.ES256);
    List<Cbor> shapes =
        List.of(
            Cbor.map().build(),
            Cbor.map()
                .put(1, 2)
                .put(3, -7)
                .put(-1, 2)
                .put(-2, new byte[32])
                .put(-3, new byte[32])
                .build(),
            Cbor.map()
                .put(1, 2)
                .put(3, -7)
                .put(-1, 1)
                .put(-2, new byte[31])
                .put(-3, new byte[32])
                .build(),
            Cbor.map().put(1, 1).put(3, -7).put(-1, 1).put(-2, new byte[32]).build(),
            Cbor.map().put(1, 3).put(3, -257).put(-1, new byte[128]).put(-2, new byte[3]).build(),
            Cbor.map().put(1, 3).put(3, -257).put(-1, new byte[256]).put(-2, new byte[200]).build(),
            Cbor.map()
                .put(1, 3)
                .put(3, -65535)
                .put(-1, new byte[256])
                .put(-2, new byte[3])
                .build());
    for (Cbor shape : shapes) {
      String good = registration();
      byte[] data =
          SoftKey.attested(
              Party.RP_ID,
              SoftKey.UP | SoftKey.UV | SoftKey.AT,
              0,
              key.aaguid,
              Base64.getUrlDecoder().decode(Parts.text(Parts.parse(good), "id")),
              shape.encode());
      byte[] object =
          Cbor.map()
              .put("fmt", "none")
              .put("attStmt", Cbor.map().build())
              .put("authData", data)
              .build()
              .encode();
      assertThat(finish(withObject(good, object)))
          .isEqualTo(new RegistrationResult.Refused(Refusal.ALGORITHM));
    }
  }

  @Test
  void challengeOfARefusedResponseIsUsedUp() {
    String options = party.ceremonies.beginRegistration(CALLER, "alice").options();
    Parts parts = Parts.creation(new SoftKey(Algorithm.ES256), options, Party.ORIGIN);
    parts.spoilt = true;
    assertThat(finish(parts.registration()))
        .isEqualTo(new RegistrationResult.Refused(Refusal.ATTESTATION));
    parts.spoilt = false;
    assertThat(finish(parts.registration()))
        .isEqualTo(new RegistrationResult.Refused(Refusal.CHALLENGE_USED));
  }

  static Stream<byte[]> seeds() {
    Party other = new Party(Party.USUAL);
    SoftKey key = other.registered("alice", "key");
    String creation = other.ceremonies.beginRegistration(CALLER, "alice").options();
    String request = other.ceremonies.beginAssertion(CALLER).options();
    return Stream.concat(
            Stream.of(
                Parts.creation(new SoftKey(Algorithm.RS256), creation, Party.ORIGIN).registration(),
                Parts.request(key, request, Party.ORIGIN).assertion(),
                "{}"),
            Vectors.all().stream()
                .flatMap(vector -> Stream.of(vector.registrationJson(), vector.assertionJson())))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** Nobody was given a challenge, so nothing may be accepted. */
  @MethodSource("seeds")
  @FuzzTest
  void isRefusedWhateverItIs(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Party fresh = new Party(LevelThreeVectorsTest.MOST);
    fresh.ceremonies.beginRegistration(CALLER, "alice").options();
    assertThat(fresh.ceremonies.finishRegistration(CALLER, "key", text))
        .isIn(MALFORMED, new RegistrationResult.Refused(Refusal.CHALLENGE_UNKNOWN));
    assertThat(fresh.ceremonies.finishAssertion(CALLER, text))
        .isIn(
            new AssertionResult.Refused(Refusal.MALFORMED),
            new AssertionResult.Refused(Refusal.CHALLENGE_UNKNOWN));
    assertThat(fresh.ceremonies.keys("alice")).isEmpty();
  }

  /** Past the challenge: bytes that the library sees are changed in every place. */
  @Test
  void libraryRefusesWhatIsChangedAnywhere() {
    SoftKey key = party.registered("alice", "key");
    String request = party.ceremonies.beginAssertion(CALLER).options();
    Parts parts = Parts.request(key, request, Party.ORIGIN);
    String good = parts.assertion();
    String signature = Parts.text(Parts.member(Parts.parse(good), "response"), "signature");
    byte[] bytes = Base64.getUrlDecoder().decode(signature);
    for (int i = 0; i < bytes.length; i++) {
      String options = party.ceremonies.beginAssertion(CALLER).options();
      Parts fresh = Parts.request(key, options, Party.ORIGIN);
      String json = fresh.assertion();
      String old = Parts.text(Parts.member(Parts.parse(json), "response"), "signature");
      byte[] changed = Base64.getUrlDecoder().decode(old);
      changed[i % changed.length] ^= 0x10;
      assertThat(
              party.ceremonies.finishAssertion(CALLER, json.replace(old, Parts.base64Url(changed))))
          .isEqualTo(new AssertionResult.Refused(Refusal.SIGNATURE));
    }
  }
}
