package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.Login;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What it costs to have the certificates of all keys of a token, and that they are the right ones.
 */
@NeedsSoftHsm
class ListedSiblingsTest {
  private static final int KEYS = 200;

  private static X509Certificate authority;
  private static X509Certificate leaf;
  private static X509Certificate other;
  private static Shim shim;
  private static long slot;

  private CryptokiSession session;
  private Tokens tokens;
  private Token token;

  @BeforeAll
  static void makeToken(@TempDir Path folder) {
    List<X509Certificate> issued = OpenSsl.issued("leaf", folder);
    authority = issued.get(0);
    leaf = issued.get(1);
    other = OpenSsl.certificate("other");
    slot = SoftHsm.create("certified");
    shim = new Shim("certified");
  }

  /** Objects of a session are seen by all of the process, and cost the token no file. */
  @BeforeEach
  void fill() throws Exception {
    session = LoadedModule.of(SoftHsm.module()).cryptoki().open(slot, true);
    certificate(authority, "authority", false);
    for (int i = 0; i < KEYS; i++) {
      privateKey("key-" + i);
      certificate(leaf, "key-" + i, false);
    }
    tokens = shim.tokens();
    token = tokens.find(TokenUri.parse("pkcs11:token=certified"));
  }

  @AfterEach
  void empty() {
    token.require(Login.class).logout();
    tokens.close();
    session.close();
  }

  @AfterAll
  static void behave() {
    shim.behave();
  }

  private static byte[] id(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private void privateKey(String name) {
    byte[] value = new byte[32];
    value[31] = 7;
    session.create(
        List.of(
            Attribute.of(Cka.CLASS, Cko.PRIVATE_KEY),
            Attribute.of(Cka.KEY_TYPE, Ckk.EC),
            Attribute.of(Cka.TOKEN, false),
            Attribute.of(Cka.PRIVATE, false),
            Attribute.of(Cka.SENSITIVE, false),
            Attribute.of(Cka.EXTRACTABLE, true),
            Attribute.of(Cka.SIGN, true),
            Attribute.of(Cka.LABEL, name),
            Attribute.of(Cka.ID, id(name)),
            Attribute.of(Cka.EC_PARAMS, PublicKeys.parameters(KeyAlgorithm.P256).get(0)),
            Attribute.of(Cka.VALUE, value)));
  }

  private long certificate(X509Certificate certificate, String name, boolean hidden)
      throws Exception {
    return session.create(
        List.of(
            Attribute.of(Cka.CLASS, Cko.CERTIFICATE),
            Attribute.of(Cka.CERTIFICATE_TYPE, 0),
            Attribute.of(Cka.TOKEN, false),
            Attribute.of(Cka.PRIVATE, hidden),
            Attribute.of(Cka.LABEL, name),
            Attribute.of(Cka.ID, id(name)),
            Attribute.of(Cka.SUBJECT, certificate.getSubjectX500Principal().getEncoded()),
            Attribute.of(Cka.VALUE, certificate.getEncoded())));
  }

  private void destroyCertificate(String name) {
    for (long handle :
        session.find(
            List.of(Attribute.of(Cka.CLASS, Cko.CERTIFICATE), Attribute.of(Cka.LABEL, name)),
            KeyFinder.ALL)) {
      session.destroy(handle);
    }
  }

  private List<SigningKey> list() {
    return token.require(SigningKeys.class).list();
  }

  private static SigningKey named(List<SigningKey> keys, String name) {
    return keys.stream()
        .filter(key -> key.uri().attribute("object").orElseThrow().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void certificatesOfAllKeysCostOneSearch() {
    List<SigningKey> keys = list();
    assertThat(keys).hasSize(KEYS);
    shim.behave();
    for (SigningKey key : keys) {
      assertThat(key.certificateChain()).containsExactly(leaf, authority);
      assertThat(key.publicKey()).isEqualTo(leaf.getPublicKey());
    }
    assertThat(shim.calls("C_FindObjectsInit")).isLessThanOrEqualTo(2);
    assertThat(shim.calls("C_FindObjects")).isLessThanOrEqualTo(4);
    assertThat(shim.calls("C_GetAttributeValue")).isLessThanOrEqualTo(2 * (KEYS + 1) + 4);
  }

  @Test
  void certificatesFirstAndPublicKeysThenCostNoMore() {
    List<SigningKey> keys = list();
    shim.behave();
    assertThat(keys).allSatisfy(key -> assertThat(key.certificateChain()).hasSize(2));
    assertThat(keys).allSatisfy(key -> assertThat(key.publicKey()).isEqualTo(leaf.getPublicKey()));
    assertThat(shim.calls("C_FindObjectsInit")).isLessThanOrEqualTo(2);
  }

  @Test
  void publicKeysAloneCostNoMore() {
    List<SigningKey> keys = list();
    shim.behave();
    assertThat(keys).allSatisfy(key -> assertThat(key.publicKey()).isEqualTo(leaf.getPublicKey()));
    assertThat(shim.calls("C_FindObjectsInit")).isLessThanOrEqualTo(2);
  }

  @Test
  void listThatNobodyAsksForCertificatesReadsEachObjectOnce() {
    shim.behave();
    assertThat(list()).hasSize(KEYS);
    // The keys tell too little of themselves, so that their certificates are read too.
    assertThat(shim.calls("C_GetAttributeValue")).isLessThanOrEqualTo(4 * (KEYS + 1) + 20);
    assertThat(shim.calls("C_FindObjectsInit")).isLessThanOrEqualTo(8);
  }

  @Test
  void keyThatWasFoundReadsNoCertificatesButItsOwn() {
    SigningKey key = token.signingKey(TokenUri.parse("pkcs11:token=certified;object=key-5"));
    shim.behave();
    assertThat(key.certificateChain()).containsExactly(leaf, authority);
    assertThat(shim.calls("C_GetAttributeValue")).isLessThanOrEqualTo(8);
  }

  @Test
  void keyThatIsAskedAgainLooksAgain() throws Exception {
    SigningKey key = named(list(), "key-5");
    assertThat(key.certificateChain()).containsExactly(leaf, authority);
    destroyCertificate("key-5");
    assertThat(key.certificateChain()).isEmpty();
    certificate(other, "key-5", false);
    assertThat(key.certificateChain()).containsExactly(other);
  }

  @Test
  void whatThisProcessStoredIsSeenByKeysThatWereListedBefore() {
    KeyManagement management = token.require(KeyManagement.class);
    TokenUri place = TokenUri.parse("pkcs11:token=certified;object=key-6");
    List<SigningKey> keys = list();
    assertThat(named(keys, "key-5").certificateChain()).containsExactly(leaf, authority);
    management.putCertificate(place, other);
    try {
      assertThat(named(keys, "key-6").certificateChain()).containsExactly(other);
    } finally {
      management.deleteCertificate(place);
    }
    assertThat(named(keys, "key-6").certificateChain()).isEmpty();
    assertThat(named(keys, "key-7").certificateChain()).containsExactly(leaf, authority);
  }

  @Test
  void certificateThatALoginShowsIsSeenByKeysThatWereListedBefore() throws Exception {
    token.require(Login.class).login();
    destroyCertificate("key-6");
    certificate(other, "key-6", true);
    token.require(Login.class).logout();
    certificate(other, "key-8", false);
    List<SigningKey> keys = list();
    assertThat(named(keys, "key-5").certificateChain()).containsExactly(leaf, authority);
    token.require(Login.class).login();
    // A logout has destroyed the private object of the session: stored again, as a program may.
    certificate(other, "key-6", true);
    assertThat(named(keys, "key-6").certificateChain()).containsExactly(other);
  }

  @Test
  void keyWithoutAnIdIsKnownByItsLabel() throws Exception {
    List<Attribute> anonymous = new ArrayList<>();
    byte[] value = new byte[32];
    value[31] = 7;
    anonymous.add(Attribute.of(Cka.CLASS, Cko.PRIVATE_KEY));
    anonymous.add(Attribute.of(Cka.KEY_TYPE, Ckk.EC));
    anonymous.add(Attribute.of(Cka.TOKEN, false));
    anonymous.add(Attribute.of(Cka.PRIVATE, false));
    anonymous.add(Attribute.of(Cka.SIGN, true));
    anonymous.add(Attribute.of(Cka.LABEL, "no id"));
    anonymous.add(Attribute.of(Cka.EC_PARAMS, PublicKeys.parameters(KeyAlgorithm.P256).get(0)));
    anonymous.add(Attribute.of(Cka.VALUE, value));
    session.create(anonymous);
    certificate(other, "no id", false);
    assertThat(named(list(), "no id").certificateChain()).containsExactly(other);
  }
}
