package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.Login;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each URI names the same private keys for p11tool, which reads them with p11-kit, as for us
 * ([RFC7512] 2.3 to 2.5).
 */
@NeedsSoftHsm
class UriJudgeTest {
  private static final String ONE = "judge one";
  private static final String OTHER = "judge; 100% é";

  private static Tokens tokens;
  private static TokenInfo written;

  @BeforeAll
  static void makeKeys() {
    SoftHsm.create(ONE);
    SoftHsm.create(OTHER);
    tokens = SoftHsm.tokens();
    make(ONE, "object=plain;id=%01");
    make(ONE, "object=a%2Fb%3Fc%23d%3Be;id=%00%FF%25");
    make(ONE, "object=Plain;id=%02%03");
    make(OTHER, "object=plain;id=%01");
    make(OTHER, "object=%C3%A9t%C3%A9;id=%C3%28");
    SoftHsm.pkcs11Tool(
        "--token-label",
        ONE,
        "--login",
        "--pin",
        SoftHsm.PIN,
        "--keypairgen",
        "--key-type",
        "EC:prime256v1",
        "--id",
        "04");
    SoftHsm.pkcs11Tool(
        "--token-label",
        ONE,
        "--login",
        "--pin",
        SoftHsm.PIN,
        "--keypairgen",
        "--key-type",
        "EC:prime256v1",
        "--label",
        "nameless");
    for (Token token : tokens.of(Pkcs11Token.KIND)) {
      token.require(Login.class).login();
    }
    written = ((Pkcs11Token) token(ONE)).place().written();
  }

  private static Token token(String label) {
    return tokens.find(TokenUri.of(Pkcs11Token.KIND).with("token", label));
  }

  private static void make(String label, String key) {
    TokenUri token = token(label).uri();
    token(label)
        .require(KeyManagement.class)
        .generate(TokenUri.parse(token + ";" + key), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  private static String filled(String uri) {
    return uri.replace("{serial}", written.serial())
        .replace("{SERIAL}", written.serial().toUpperCase(Locale.ROOT) + "X");
  }

  private static Set<String> names(List<String> uris) {
    Set<String> names = new TreeSet<>();
    for (String text : uris) {
      TokenUri uri = TokenUri.parse(text);
      if (Set.of(ONE, OTHER).contains(uri.attribute("token").orElse(""))) {
        names.add(
            String.join(
                "|",
                uri.attribute("token").orElse(""),
                uri.attribute("object").orElse(""),
                uri.attribute("id").orElse("")));
      }
    }
    return names;
  }

  private static Set<String> theirs(String uri) throws Exception {
    String said = p11tool(uri);
    if (said.contains("No matching objects found")) {
      return Set.of();
    }
    assertThat(said).contains("URL: ");
    return names(
        said.lines()
            .map(String::strip)
            .filter(line -> line.startsWith("URL: "))
            .map(line -> line.substring(5))
            .toList());
  }

  private static String p11tool(String uri) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    "p11tool",
                    "--provider",
                    SoftHsm.library(),
                    "--batch",
                    "--login",
                    "--set-pin",
                    SoftHsm.PIN,
                    "--list-privkeys",
                    uri))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  private static Set<String> ours(String text) {
    TokenUri uri = TokenUri.parse(text);
    Set<String> names = new TreeSet<>();
    for (Token token : tokens.of(Pkcs11Token.KIND)) {
      if (token.fits(uri)) {
        names.addAll(names(keys(token, uri)));
      }
    }
    return names;
  }

  private static List<String> keys(Token token, TokenUri uri) {
    try {
      return List.of(token.require(SigningKeys.class).find(uri).uri().toString());
    } catch (TokenException.Ambiguous e) {
      return e.candidates();
    } catch (TokenException.NoKey e) {
      return List.of();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pkcs11: | 7",
        "PKCS11: | 7",
        "pkcs11:token=judge%20one | 5",
        "pkcs11:token=judge%20%6Fne | 5",
        "pkcs11:token=Judge%20one | 0",
        "pkcs11:token=judge%20one%20 | 5",
        "pkcs11:token= | 0",
        "pkcs11:token=judge%3B%20100%25%20%C3%A9 | 2",
        "pkcs11:token=judge%3b%20100%25%20%c3%a9 | 2",
        "pkcs11:token=judge%3B%20100%25%20e%CC%81 | 0",
        "pkcs11:object=plain | 2",
        "pkcs11:object=plain;token=judge%20one | 1",
        "pkcs11:token=judge%20one;object=plain;type=private | 1",
        "pkcs11:object=Plain | 1",
        "pkcs11:object=PLAIN | 0",
        "pkcs11:object= | 1",
        "pkcs11:object=;id=%04 | 1",
        "pkcs11:object=a%2Fb%3Fc%23d%3Be | 1",
        "pkcs11:object=a%2fb%3fc%23d%3be | 1",
        "pkcs11:object=%C3%A9t%C3%A9 | 1",
        "pkcs11:object=nameless | 1",
        "pkcs11:id= | 1",
        "pkcs11:id=%01 | 2",
        "pkcs11:id=%01%01 | 0",
        "pkcs11:id=%00%FF%25 | 1",
        "pkcs11:id=%00%ff%25 | 1",
        "pkcs11:id=%C3%28 | 1",
        "pkcs11:id=%C3( | 1",
        "pkcs11:id=%02%03;object=plain | 0",
        "pkcs11:serial={serial} | 5",
        "pkcs11:serial={SERIAL} | 0",
        "pkcs11:serial= | 0",
        "pkcs11:manufacturer=SoftHSM%20project | 7",
        "pkcs11:manufacturer= | 0",
        "pkcs11:model=SoftHSM%20v2;object=plain | 2",
        "pkcs11:model=SoftHSM%20v3 | 0",
        "pkcs11:library-manufacturer=SoftHSM | 7",
        "pkcs11:library-manufacturer=Softhsm | 0",
        "pkcs11:library-description=Implementation%20of%20PKCS11 | 7",
        "pkcs11:library-description= | 0",
        "pkcs11:library-version=2.6 | 7",
        "pkcs11:library-version=02.06 | 7",
        "pkcs11:library-version=2 | 0",
        "pkcs11:library-version=2.60 | 0",
        "pkcs11:slot-manufacturer=SoftHSM%20project | 7",
        "pkcs11:object=plain%20 | 0",
        "pkcs11:vendor=1 | 0",
        "pkcs11:token=judge%20one;vendor= | 0",
        "pkcs11:token=judge%20one?vendor=1&vendor=2 | 5",
        "pkcs11: token=judge%20one; object=plain | 1"
      })
  void namesTheSameKeysForBoth(String uri, int count) throws Exception {
    String filled = filled(uri);

    Set<String> ours = ours(filled);

    assertThat(ours).isEqualTo(theirs(filled)).hasSize(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkcs11:token=judge%2", "pkcs11:token=judge%zz", "pkcs11:token"})
  void whatIsNoUriIsRefusedByBoth(String uri) throws Exception {
    assertThatThrownBy(() -> TokenUri.parse(uri)).isInstanceOf(IllegalArgumentException.class);
    assertThat(p11tool(uri)).contains("Error in parsing");
  }

  /**
   * Names and types are literals of the grammar, whose letter case does not count ([RFC7512] 2.3);
   * an unencoded blank is no part of a URI, which we read as one all the same.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs11:TOKEN=judge%20one",
        "pkcs11:token=judge%20one;type=Private",
        "pkcs11:token=judge one"
      })
  void whatThisReadsAndP11KitDoesNot(String uri) throws Exception {
    assertThat(theirs(uri)).isEmpty();
    assertThat(ours(uri)).hasSize(5);
  }

  /**
   * An attribute is there once and is none without its name; a slot has that number, maker and
   * description ([RFC7512] 2.3): p11tool passes over that.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkcs11:token=judge%20one;token=judge%20one",
        "pkcs11:token=judge%20one;",
        "pkcs11:token=judge%20one;slot-id=4294967295",
        "pkcs11:token=judge%20one;slot-manufacturer=nobody",
        "pkcs11:token=judge%20one;slot-description="
      })
  void whatP11KitReadsAndThisDoesNot(String uri) throws Exception {
    assertThat(theirs(uri)).hasSize(5);
    Set<String> ours;
    try {
      ours = ours(uri);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(ours).isEmpty();
  }
}
