package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAudit;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.MacKeys;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a token full of objects costs, in calls of its module. */
@NeedsSoftHsm
class ManyObjectsTest {
  private static final int OBJECTS = Integer.getInteger("countersign.objects", 2000);

  /** Two for each object, lengths and values, and a few for the session. */
  private static final int CALLS = 2 * OBJECTS + 20;

  private static Shim shim;
  private static Tokens tokens;
  private static Token token;

  @BeforeAll
  static void fill() {
    SoftHsm.create("many");
    SoftHsm.asUser(
        "many",
        session -> {
          for (int i = 0; i < OBJECTS; i++) {
            session.create(
                List.of(
                    Attribute.of(Cka.CLASS, Cko.SECRET_KEY),
                    Attribute.of(Cka.KEY_TYPE, Ckk.GENERIC_SECRET),
                    Attribute.of(Cka.TOKEN, true),
                    Attribute.of(Cka.PRIVATE, false),
                    Attribute.of(Cka.SIGN, true),
                    Attribute.of(Cka.LABEL, i < OBJECTS / 2 ? "same" : "label-" + i),
                    Attribute.of(Cka.ID, ("id-" + i).getBytes(StandardCharsets.US_ASCII)),
                    Attribute.of(Cka.VALUE, new byte[64])));
          }
        });
    shim = new Shim("many");
    tokens = shim.tokens();
    token = tokens.find(TokenUri.parse("pkcs11:token=many"));
    token
        .require(KeyManagement.class)
        .generate(at("object=needle"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  @BeforeEach
  void count() {
    shim.behave();
  }

  private static TokenUri at(String path) {
    return TokenUri.parse("pkcs11:token=many;" + path);
  }

  @Test
  void keyIsFoundWithoutReadingTheOthers() {
    token.signingKey(at("object=needle")).publicKey();
    assertThat(shim.calls("C_GetAttributeValue")).isLessThan(20);
    shim.behave();
    token.require(MacKeys.class).find(at("object=label-" + (OBJECTS - 1)));
    token.require(MacKeys.class).find(at("id=id-" + OBJECTS / 2));
    assertThat(shim.calls("C_GetAttributeValue")).isLessThan(20);
  }

  @Test
  void listReadsEachKeyOnce() {
    assertThat(token.require(MacKeys.class).list()).hasSize(OBJECTS);
    assertThat(shim.calls("C_GetAttributeValue")).isLessThanOrEqualTo(CALLS);
    assertThat(shim.calls("C_FindObjects")).isLessThanOrEqualTo(OBJECTS / 512 + 10);
    shim.behave();
    assertThat(token.require(KeyAudit.class).audit()).hasSizeGreaterThanOrEqualTo(OBJECTS);
    assertThat(shim.calls("C_GetAttributeValue")).isLessThanOrEqualTo(CALLS);
  }

  @Test
  void listOfPrivateKeysReadsNoOtherObjects() {
    assertThat(token.require(SigningKeys.class).list()).hasSize(1);
    assertThat(shim.calls("C_GetAttributeValue")).isLessThan(20);
  }

  @Test
  void ofManyThatFitSomeAreNamed() {
    assertThatThrownBy(() -> token.require(MacKeys.class).find(at("object=same")))
        .isInstanceOf(TokenException.Ambiguous.class)
        .satisfies(
            e -> assertThat(((TokenException.Ambiguous) e).candidates()).hasSizeBetween(2, 16));
    assertThat(shim.calls("C_GetAttributeValue")).isLessThan(100);
  }
}
