package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.security.PublicKey;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tokens and keys are found by every part of a URI, and by nothing that is not theirs. */
public interface FindingContract extends ModuleContract {

  @Test
  default void tokenHasAName() {
    Token token = bench().token();
    assertEquals("pkcs11", token.kind());
    assertTrue(bench().uri().matches(token.uri()), () -> token.uri().toString());
    assertFalse(token.identity().label().isBlank());
    assertFalse(token.reader().isBlank());
    assertEquals(token.uri(), bench().tokens().find(token.uri()).uri());
    assertEquals(List.of(), bench().pins().asked());
  }

  @TestFactory
  default Stream<DynamicTest> tokenIsFoundByEachPartOfItsName() {
    return bench().parts().entrySet().stream()
        .map(
            part ->
                dynamicTest(part.getKey(), () -> tokenIsFoundBy(part.getKey(), part.getValue())));
  }

  private void tokenIsFoundBy(String part, String value) {
    TokenUri named = bench().uri().with(part, value);
    assertEquals(bench().token().uri(), bench().tokens().find(TokenUri.parse("" + named)).uri());
    TokenUri other = bench().uri().with(part, otherThan(part, value));
    assertThrows(TokenException.NoToken.class, () -> bench().tokens().find(other));
  }

  private static String otherThan(String part, String value) {
    return switch (part) {
      case "slot-id" -> "987654321";
      case "library-version" -> "254.253";
      default -> value + "x";
    };
  }

  @Test
  default void absentTokenIsNoToken() {
    TokenUri other = bench().uri().with("token", "nobody's");
    TokenException.NoToken problem =
        assertThrows(TokenException.NoToken.class, () -> bench().tokens().signingKey(other));
    assertFalse(problem.remedy().isBlank());
  }

  @Test
  default void keyIsFoundByLabelByIdAndByBoth() {
    for (MadeKey made : signing()) {
      assertEquals(made.publicKey(), find(made.uri()), made::toString);
      assertEquals(made.publicKey(), find(made.uri().with("type", "private")), made::toString);
      if (made.uri().attribute("id").isPresent()) {
        assertEquals(made.publicKey(), find(made.uri().without("object")), made::toString);
      }
      if (made.uri().attribute("object").isPresent() && hasLabelOfItsOwn(made)) {
        assertEquals(made.publicKey(), find(made.uri().without("id")), made::toString);
      }
    }
  }

  private PublicKey find(TokenUri uri) {
    return bench().tokens().signingKey(TokenUri.parse(uri.toString())).publicKey();
  }

  private boolean hasLabelOfItsOwn(MadeKey made) {
    String label = made.uri().attribute("object").orElseThrow();
    return signing().stream()
            .filter(other -> other.uri().attribute("object").filter(label::equals).isPresent())
            .count()
        == 1;
  }

  @Test
  default void absentKeyIsNoKey() {
    TokenUri byLabel = bench().uri().with("object", "nobody's key");
    assertThrows(TokenException.NoKey.class, () -> bench().tokens().signingKey(byLabel));
    TokenUri byId = bench().uri().with("id", new byte[] {'n', 'o', 'n', 'e'});
    assertThrows(TokenException.NoKey.class, () -> bench().tokens().signingKey(byId));
  }

  @Test
  default void labelOfOneKeyAndIdOfAnotherIsNoKey() {
    List<MadeKey> keys = signing();
    TokenUri mixed =
        keys.get(0).uri().with("id", keys.get(keys.size() - 1).uri().bytes("id").orElseThrow());
    assertThrows(TokenException.NoKey.class, () -> bench().tokens().signingKey(mixed));
  }

  @Test
  default void objectOfAnotherTypeIsNoKey() {
    for (String type : new String[] {"cert", "public", "secret-key", "data"}) {
      TokenUri uri = anySigning().uri().with("type", type);
      assertThrows(
          TokenException.NoKey.class, () -> bench().tokens().signingKey(uri), uri::toString);
    }
    assertEquals(List.of(), bench().pins().asked());
  }

  @Test
  default void uriThatLeavesOpenWhichKeyIsAmbiguousAndNamesThem() {
    TokenException.Ambiguous problem =
        assertThrows(
            TokenException.Ambiguous.class, () -> bench().tokens().signingKey(bench().uri()));
    assertEquals(signing().size(), problem.candidates().size(), problem::getMessage);
    for (String candidate : problem.candidates()) {
      bench().tokens().signingKey(TokenUri.parse(candidate));
    }
  }
}
