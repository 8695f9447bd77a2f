package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.SigningKey;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Cryptoki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** URIs that p11tool of GnuTLS prints are ours too, and the other way round. */
@NeedsSoftHsm
class P11ToolTest {
  private static final String LABEL = "p11tool / é;1?";

  private static List<String> urls(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("p11tool", "--provider", SoftHsm.library(), "--batch"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
    return said.lines()
        .map(String::strip)
        .flatMap(line -> line.startsWith("URL: ") ? Stream.of(line.substring(5)) : Stream.empty())
        .map(String::strip)
        .toList();
  }

  private static void generate(String token, String id, String label) {
    SoftHsm.pkcs11Tool(
        "--token-label",
        token,
        "--login",
        "--pin",
        SoftHsm.PIN,
        "--keypairgen",
        "--key-type",
        "EC:prime256v1",
        "--id",
        id,
        "--label",
        label);
  }

  @Test
  void whatItPrintsNamesTheSameTokenAndKey() throws Exception {
    SoftHsm.create(LABEL);
    generate(LABEL, "00ff25", "clé %1/2");
    try (Tokens tokens = SoftHsm.tokens()) {
      TokenUri ofOurs = TokenUri.of("pkcs11").with("token", LABEL);
      Token token = tokens.find(ofOurs);

      List<String> theirTokens =
          urls("--list-token-urls").isEmpty() ? urls("--list-tokens") : urls("--list-token-urls");
      assertThat(theirTokens)
          .map(TokenUri::parse)
          .anySatisfy(uri -> assertThat(tokens.find(uri)).isSameAs(token));

      List<String> theirKeys =
          urls("--login", "--set-pin", SoftHsm.PIN, "--list-privkeys", ofOurs.toString());
      assertThat(theirKeys).hasSize(1);
      SigningKey key = tokens.signingKey(TokenUri.parse(theirKeys.get(0)));
      assertThat(key.uri().attribute("object")).contains("clé %1/2");
      assertThat(key.uri().bytes("id"))
          .hasValueSatisfying(id -> assertThat(id).containsExactly(0, 0xFF, 0x25));

      assertThat(urls("--login", "--set-pin", SoftHsm.PIN, "--list-privkeys", key.uri().toString()))
          .isEqualTo(theirKeys);
    }
  }

  @Test
  void twoTokensOfOneLabelAreListedWithTheirSerialNumbers() {
    SoftHsm.create("twin");
    createAnother("twin");
    try (Tokens tokens = SoftHsm.tokens()) {
      assertThatThrownBy(() -> tokens.find(TokenUri.parse("pkcs11:token=twin")))
          .isInstanceOfSatisfying(
              TokenException.Ambiguous.class,
              e -> {
                assertThat(e.candidates()).hasSize(2).doesNotHaveDuplicates();
                for (String candidate : e.candidates()) {
                  assertThat(tokens.find(TokenUri.parse(candidate)).uri()).hasToString(candidate);
                }
              });
    }
  }

  private static void createAnother(String label) {
    Cryptoki module = LoadedModule.of(SoftHsm.module()).cryptoki();
    for (long slot : module.slots(true)) {
      if (!module.tokenInfo(slot).has(Ckf.TOKEN_INITIALIZED)) {
        module.initToken(slot, SoftHsm.SO_PIN.getBytes(StandardCharsets.US_ASCII), label);
        return;
      }
    }
    throw new AssertionError("SoftHSM has no free slot");
  }
}
