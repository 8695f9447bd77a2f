package dev.countersign.host.pkcs11;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAudit;
import dev.countersign.device.KeyAudit.Protection;
import dev.countersign.device.KeyAudit.Verdict;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.Login;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeyManagement;
import dev.countersign.device.MacKeys;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Secret;
import dev.countersign.device.SecretKeyKind;
import dev.countersign.device.SecretKeyManagement;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsSoftHsm
class Pkcs11SecretKeysTest {
  private static final byte[] MESSAGE = "message".getBytes(US_ASCII);

  /** The seed of the vectors in [RFC6238] B. */
  private static final byte[] SEED = "12345678901234567890".getBytes(US_ASCII);

  private static Tokens tokens;
  private static Token token;
  private static MacKeys keys;
  private static MacKeyManagement macManagement;
  private static SecretKeyManagement management;

  @BeforeAll
  static void makeToken() {
    SoftHsm.create("secrets");
    tokens = SoftHsm.tokens();
    token = tokens.find(TokenUri.parse("pkcs11:token=secrets"));
    keys = token.require(MacKeys.class);
    macManagement = token.require(MacKeyManagement.class);
    management = token.require(SecretKeyManagement.class);
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  private static TokenUri at(String path) {
    return TokenUri.parse("pkcs11:token=secrets;" + path);
  }

  private static Secret secret(byte[] bytes) {
    return Secret.copyOf(bytes);
  }

  private static byte[] expected(Digest digest, byte[] key, byte[] message) throws Exception {
    String name = "Hmac" + digest.name();
    Mac mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(key, name));
    return mac.doFinal(message);
  }

  @ParameterizedTest
  @EnumSource
  void storedKeyMakesMacs(Digest digest) throws Exception {
    for (int length : new int[] {10, 20, 64, 65, 200}) {
      byte[] key = new byte[length];
      key[0] = (byte) length;
      String label = digest + "-" + length;
      MacKey stored = macManagement.store(label, digest, secret(key), false, false);
      assertThat(stored.digest()).isEqualTo(digest);
      assertThat(stored.label()).isEqualTo(label);
      assertThat(stored.mac(MESSAGE)).isEqualTo(expected(digest, key, MESSAGE));
      MacKey found = keys.find(at("type=secret-key;object=" + label));
      assertThat(found.mac(MESSAGE)).isEqualTo(expected(digest, key, MESSAGE));
      assertThat(HostHmac.mac(digest, key, MESSAGE)).isEqualTo(expected(digest, key, MESSAGE));
    }
  }

  @Test
  void storedKeyCannotBeRead() {
    macManagement.store("closed", Digest.SHA256, secret(SEED), false, false);
    SoftHsm.asUser(
        "secrets",
        session -> {
          for (long handle :
              session.find(List.of(Attribute.of(Cka.LABEL, "closed")), KeyFinder.ALL)) {
            assertThat(session.attributes(handle, Cka.VALUE).bytes(Cka.VALUE)).isEmpty();
          }
        });
  }

  @Test
  void keyIsReplacedOnlyWhenThatIsWanted() throws Exception {
    macManagement.store("replaced", Digest.SHA1, secret(SEED), false, false);
    byte[] other = "another key of 20 by".getBytes(US_ASCII);
    assertThatThrownBy(
            () -> macManagement.store("replaced", Digest.SHA1, secret(other), false, false))
        .isInstanceOf(TokenException.Refused.class);
    assertThat(keys.find(at("object=replaced")).mac(MESSAGE))
        .isEqualTo(expected(Digest.SHA1, SEED, MESSAGE));
    macManagement.store("replaced", Digest.SHA1, secret(other), true, false);
    assertThat(keys.find(at("object=replaced")).mac(MESSAGE))
        .isEqualTo(expected(Digest.SHA1, other, MESSAGE));
  }

  @Test
  void keyThatMakesNoMacsIsNotReplaced() {
    management.importSecret(at("object=aes"), new SecretKeyKind.Aes(), secret(new byte[16]));
    assertThatThrownBy(() -> macManagement.store("aes", Digest.SHA1, secret(SEED), true, false))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("makes no MACs");
  }

  @Test
  void touchIsNothingThatAKeyHereCouldWant() {
    assertThatThrownBy(() -> macManagement.store("touched", Digest.SHA1, secret(SEED), false, true))
        .isInstanceOf(TokenException.Unsupported.class);
    assertThatThrownBy(() -> keys.find(at("object=touched")))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void renamedKeyIsFoundByItsNewLabel() throws Exception {
    MacKey key = macManagement.store("before", Digest.SHA512, secret(SEED), false, false);
    MacKey renamed = macManagement.rename(key, "after");
    assertThat(renamed.label()).isEqualTo("after");
    assertThat(renamed.mac(MESSAGE)).isEqualTo(expected(Digest.SHA512, SEED, MESSAGE));
    assertThatThrownBy(() -> keys.find(at("object=before")))
        .isInstanceOf(TokenException.NoKey.class);
    macManagement.remove(renamed);
    assertThatThrownBy(() -> keys.find(at("object=after")))
        .isInstanceOf(TokenException.NoKey.class);
    assertThatThrownBy(() -> macManagement.remove(renamed))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void genericSecretMakesMacsWithEveryHash() throws Exception {
    byte[] value = new byte[64];
    value[0] = 1;
    TokenUri uri =
        management.importSecret(
            at("object=generic;id=%51"), new SecretKeyKind.Generic(), secret(value));
    assertThat(uri.attribute("type")).contains("secret-key");
    MacKey key = keys.find(uri);
    for (Digest digest : Digest.values()) {
      assertThat(key.with(digest).mac(MESSAGE)).isEqualTo(expected(digest, value, MESSAGE));
    }
  }

  @Test
  void genericSecretThatIsTooShortForAHashSaysSo() throws Exception {
    TokenUri uri =
        management.importSecret(at("object=brief"), new SecretKeyKind.Generic(), secret(SEED));
    MacKey key = keys.find(uri);
    assertThat(key.with(Digest.SHA1).mac(MESSAGE)).isEqualTo(expected(Digest.SHA1, SEED, MESSAGE));
    assertThatThrownBy(() -> key.with(Digest.SHA512).mac(MESSAGE))
        .isInstanceOf(TokenException.Unsupported.class)
        .hasMessageContaining("length");
    assertThatThrownBy(() -> key.mac(new byte[0])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void typedKeyKeepsToItsHash() {
    MacKey key = macManagement.store("typed", Digest.SHA256, secret(SEED), false, false);
    assertThat(key.with(Digest.SHA256)).isNotNull();
    assertThatThrownBy(() -> key.with(Digest.SHA1))
        .isInstanceOf(TokenException.Unsupported.class)
        .satisfies(e -> assertThat(((TokenException) e).remedy()).contains("SHA-256"));
  }

  @Test
  void genericKeyWithOneMechanismKeepsToIt() {
    SoftHsm.asUser(
        "secrets",
        session ->
            session.create(
                List.of(
                    Attribute.of(Cka.CLASS, Cko.SECRET_KEY),
                    Attribute.of(Cka.KEY_TYPE, Ckk.GENERIC_SECRET),
                    Attribute.of(Cka.TOKEN, true),
                    Attribute.of(Cka.LABEL, "bound"),
                    Attribute.of(Cka.SIGN, true),
                    Attribute.of(Cka.ALLOWED_MECHANISMS, List.of(Hashes.hmac(Digest.SHA512))),
                    Attribute.of(Cka.VALUE, SEED))));
    MacKey key = keys.find(at("object=bound"));
    assertThat(key.digest()).isEqualTo(Digest.SHA512);
    assertThatThrownBy(() -> key.with(Digest.SHA1)).isInstanceOf(TokenException.Unsupported.class);
  }

  @Test
  void secretOfAnImpossibleLengthIsRefused() {
    assertThatThrownBy(
            () ->
                management.importSecret(
                    at("object=short"), new SecretKeyKind.Aes(), secret(new byte[15])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                management.importSecret(
                    at("object=short"), new SecretKeyKind.Generic(), secret(new byte[0])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secretWhosePlaceIsTakenIsRefused() {
    management.importSecret(at("object=once"), new SecretKeyKind.Aes(), secret(new byte[32]));
    assertThatThrownBy(
            () ->
                management.importSecret(
                    at("object=once"), new SecretKeyKind.Generic(), secret(SEED)))
        .isInstanceOf(TokenException.Refused.class);
    assertThatThrownBy(() -> keys.find(at("object=once"))).isInstanceOf(TokenException.NoKey.class);
    management.deleteSecret(at("object=once"));
    assertThatThrownBy(() -> management.deleteSecret(at("object=once")))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void twoKeysOfOneLabelAreNotChosenBetween() {
    for (String id : List.of("%61", "%62")) {
      management.importSecret(
          at("object=two;id=" + id), new SecretKeyKind.Hmac(Digest.SHA1), secret(SEED));
    }
    assertThatThrownBy(() -> keys.find(at("object=two")))
        .isInstanceOf(TokenException.Ambiguous.class)
        .hasMessageContaining("id=%61");
    assertThatThrownBy(() -> macManagement.store("two", Digest.SHA1, secret(SEED), true, false))
        .isInstanceOf(TokenException.Ambiguous.class);
    CodeAccounts accounts = token.require(CodeAccounts.class);
    assertThatThrownBy(() -> accounts.code("two", Instant.EPOCH))
        .isInstanceOf(TokenException.Ambiguous.class);
  }

  @Test
  void uriOfAnotherTypeNamesNoMacKey() {
    assertThatThrownBy(() -> keys.find(at("type=private;object=x")))
        .isInstanceOf(TokenException.NoKey.class)
        .hasMessageContaining("private");
  }

  @Test
  void accountMakesTheCodesOfTheVectors() {
    CodeAccounts accounts = token.require(CodeAccounts.class);
    CodeAccount account =
        accounts.add(
            new NewAccount(
                AccountId.parse(CodeKind.TOTP, "AWS:alice"),
                CodeKind.TOTP,
                OathHash.SHA1,
                8,
                0,
                false),
            secret(SEED),
            false);
    assertThat(accounts.code(account, Instant.ofEpochSecond(59)).text()).isEqualTo("94287082");
    assertThat(accounts.code("AWS:alice", Instant.ofEpochSecond(59)).orElseThrow().code())
        .hasValueSatisfying(code -> assertThat(code.text()).isEqualTo("287082"));
    accounts.remove(account);
    assertThat(accounts.code("AWS:alice", Instant.EPOCH)).isEmpty();
  }

  @Test
  void codeLogsInWhereTheListDoesNot() {
    macManagement.store("hidden", Digest.SHA1, secret(SEED), false, false);
    token.require(Login.class).logout();
    CodeAccounts accounts = token.require(CodeAccounts.class);
    assertThat(accounts.list()).isEmpty();
    assertThat(accounts.code("hidden", Instant.ofEpochSecond(59))).isPresent();
    assertThat(accounts.list()).extracting(CodeAccount::id).asString().contains("hidden");
  }

  @Test
  void auditTellsWhatCanLeave() throws Exception {
    KeyManagement pairs = token.require(KeyManagement.class);
    pairs.generate(at("object=local"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
    pairs.importKey(
        at("object=brought"), Pkcs11KeyManagementTest.pair(KeyAlgorithm.P384), KeyPolicies.UNKNOWN);
    management.importSecret(at("object=audited"), new SecretKeyKind.Aes(), secret(new byte[32]));
    SoftHsm.pkcs11Tool(
        "--token-label",
        "secrets",
        "--login",
        "--pin",
        SoftHsm.PIN,
        "--keypairgen",
        "--key-type",
        "EC:secp521r1",
        "--label",
        "p521");
    SoftHsm.asUser(
        "secrets",
        session ->
            session.create(
                List.of(
                    Attribute.of(Cka.CLASS, Cko.SECRET_KEY),
                    Attribute.of(Cka.KEY_TYPE, Ckk.AES),
                    Attribute.of(Cka.TOKEN, true),
                    Attribute.of(Cka.LABEL, "open"),
                    Attribute.of(Cka.SENSITIVE, false),
                    Attribute.of(Cka.EXTRACTABLE, true),
                    Attribute.of(Cka.VALUE, new byte[16]))));
    Map<String, Protection> found =
        token.require(KeyAudit.class).audit().stream()
            .collect(
                Collectors.toMap(
                    one -> one.key().attribute("object").orElse(""), one -> one, (a, b) -> a));
    assertThat(found.get("local").verdict()).isEqualTo(Verdict.NEVER_LEFT);
    assertThat(found.get("local").kind()).isEqualTo("p256");
    assertThat(found.get("brought").verdict()).isEqualTo(Verdict.STAYS);
    assertThat(found.get("audited").verdict()).isEqualTo(Verdict.STAYS);
    assertThat(found.get("audited").kind()).isEqualTo("aes");
    assertThat(found.get("audited").key().attribute("type")).isEqualTo(Optional.of("secret-key"));
    assertThat(found.get("open").verdict()).isEqualTo(Verdict.READABLE);
    assertThat(found.get("p521").kind()).isEqualTo("ec");
  }
}
