package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Secret;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.device.SignatureAlgorithm.RsaPss;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.device.encoding.RsaPadding;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures in every way in which a token may be able to make them. */
@NeedsSoftHsm
class Pkcs11SigningKeysTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
  private static final PinEntry PINS = request -> Secret.copyOf(SoftHsm.PIN.toCharArray());
  private static final Set<Long> HASHING =
      Set.of(
          Ckm.SHA1_RSA_PKCS,
          Ckm.SHA256_RSA_PKCS,
          Ckm.SHA384_RSA_PKCS,
          Ckm.SHA512_RSA_PKCS,
          Ckm.SHA1_RSA_PKCS_PSS,
          Ckm.SHA256_RSA_PKCS_PSS,
          Ckm.SHA384_RSA_PKCS_PSS,
          Ckm.SHA512_RSA_PKCS_PSS,
          Ckm.ECDSA_SHA1,
          Ckm.ECDSA_SHA256,
          Ckm.ECDSA_SHA384,
          Ckm.ECDSA_SHA512);
  private static final Set<Long> MAKING =
      Set.of(Ckm.RSA_PKCS_KEY_PAIR_GEN, Ckm.EC_KEY_PAIR_GEN, Ckm.EC_EDWARDS_KEY_PAIR_GEN);

  @TempDir private static Path folder;

  private static Tokens tokens;

  @BeforeAll
  static void makeKeys() {
    SoftHsm.create("sign");
    tokens = SoftHsm.tokens();
    KeyManagement management = token(tokens).require(KeyManagement.class);
    for (KeyAlgorithm algorithm :
        List.of(KeyAlgorithm.RSA2048, KeyAlgorithm.P256, KeyAlgorithm.P384, KeyAlgorithm.ED25519)) {
      management.generate(at(algorithm), algorithm, KeyPolicies.UNKNOWN);
    }
  }

  @AfterAll
  static void close() {
    tokens.close();
  }

  private static Token token(Tokens from) {
    return from.find(TokenUri.parse("pkcs11:token=sign"));
  }

  private static TokenUri at(KeyAlgorithm algorithm) {
    return TokenUri.parse("pkcs11:token=sign;object=" + algorithm.externalName());
  }

  /** The same tokens, of which these mechanisms alone are used. */
  private static Tokens limitedTo(Set<Long> mechanisms) {
    ModuleConfiguration module =
        new ModuleConfiguration(
            "softhsm",
            SoftHsm.library(),
            ModuleConfiguration.FUNCTION_LIST,
            OptionalLong.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.of(mechanisms),
            Set.of(),
            List.of(),
            OptionalInt.empty(),
            "a test");
    return Tokens.builder()
        .source(new Pkcs11Source(() -> List.of(module), List::of))
        .pinEntry(PINS)
        .open();
  }

  private static boolean verifies(
      SignatureAlgorithm algorithm, PublicKey key, byte[] message, byte[] signature)
      throws Exception {
    Signature verifier;
    if (algorithm instanceof RsaPss pss) {
      verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(
          new PSSParameterSpec(
              pss.hash().jcaName(),
              "MGF1",
              new MGF1ParameterSpec(pss.mgfHash().jcaName()),
              pss.saltLengthBytes(),
              1));
    } else {
      String hash = algorithm.digest().map(Digest::name).orElse("NONE");
      verifier =
          Signature.getInstance(
              switch (algorithm.family()) {
                case RSA -> hash + "withRSA";
                case EC -> hash + "withECDSA";
                default -> "Ed25519";
              });
    }
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  private static void assertSigns(Tokens from, KeyAlgorithm kind, SignatureAlgorithm algorithm)
      throws Exception {
    SigningKey key = from.signingKey(at(kind));
    assertThat(verifies(algorithm, key.publicKey(), MESSAGE, key.sign(algorithm, MESSAGE)))
        .as(algorithm.name())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void tokenIsGivenTheHash(Digest digest) throws Exception {
    try (Tokens limited = limitedTo(Set.of(Ckm.RSA_PKCS, Ckm.RSA_PKCS_PSS, Ckm.ECDSA))) {
      assertSigns(limited, KeyAlgorithm.RSA2048, SignatureAlgorithm.rsa(digest));
      assertSigns(limited, KeyAlgorithm.RSA2048, SignatureAlgorithm.rsaPss(digest));
      assertSigns(limited, KeyAlgorithm.P256, SignatureAlgorithm.ecdsa(digest));
      assertSigns(limited, KeyAlgorithm.P384, SignatureAlgorithm.ecdsa(digest));
    }
  }

  @ParameterizedTest
  @EnumSource
  void tokenHashesByItself(Digest digest) throws Exception {
    try (Tokens limited = limitedTo(HASHING)) {
      List<SignatureAlgorithm> ofRsa =
          List.of(SignatureAlgorithm.rsa(digest), SignatureAlgorithm.rsaPss(digest));
      for (SignatureAlgorithm algorithm : ofRsa) {
        assertSigns(limited, KeyAlgorithm.RSA2048, algorithm);
        SigningKey key = limited.signingKey(at(KeyAlgorithm.RSA2048));
        assertThatThrownBy(() -> key.signDigest(algorithm, digest.hash(MESSAGE)))
            .isInstanceOf(TokenException.Unsupported.class)
            .hasMessageContaining("whole messages");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void tokenRaisesToAPowerAndTheHostPads(Digest digest) throws Exception {
    try (Tokens limited = limitedTo(Set.of(Ckm.RSA_X_509))) {
      assertSigns(limited, KeyAlgorithm.RSA2048, SignatureAlgorithm.rsa(digest));
      assertSigns(limited, KeyAlgorithm.RSA2048, SignatureAlgorithm.rsaPss(digest));
      assertSigns(limited, KeyAlgorithm.RSA2048, new RsaPss(digest, Digest.SHA1, 7));
    }
  }

  /** SoftHSM lists the mechanism and takes no other hash function in the mask. */
  @Test
  void parametersThatTheTokenRefusesAreMadeOnTheHost() throws Exception {
    assertSigns(tokens, KeyAlgorithm.RSA2048, new RsaPss(Digest.SHA256, Digest.SHA1, 20));
    SigningKey key = tokens.signingKey(at(KeyAlgorithm.RSA2048));
    SignatureAlgorithm algorithm = new RsaPss(Digest.SHA384, Digest.SHA256, 0);
    for (int i = 0; i < 3; i++) {
      byte[] signature = key.signDigest(algorithm, Digest.SHA384.hash(MESSAGE));
      assertThat(verifies(algorithm, key.publicKey(), MESSAGE, signature)).isTrue();
    }
  }

  @Test
  void whatTheTokenCannotIsSaidWithWhatItCan() {
    try (Tokens limited = limitedTo(Set.of(Ckm.SHA256_RSA_PKCS))) {
      SigningKey key = limited.signingKey(at(KeyAlgorithm.RSA2048));
      assertThatThrownBy(() -> key.sign(SignatureAlgorithm.rsaPss(Digest.SHA256), MESSAGE))
          .isInstanceOf(TokenException.Unsupported.class)
          .hasMessageContaining("sha256-rsa-pss")
          .satisfies(
              e -> assertThat(((TokenException) e).remedy()).isEqualTo("choose one of sha256-rsa"));
      SigningKey other = limited.signingKey(at(KeyAlgorithm.P256));
      assertThatThrownBy(() -> other.sign(SignatureAlgorithm.ecdsa(Digest.SHA256), MESSAGE))
          .isInstanceOf(TokenException.Unsupported.class);
      assertThat(token(limited).require(KeyManagement.class).generates()).isEmpty();
    }
    try (Tokens limited = limitedTo(MAKING)) {
      assertThat(token(limited).require(KeyManagement.class).generates())
          .contains(KeyAlgorithm.P256, KeyAlgorithm.RSA4096);
    }
  }

  @Test
  void signatureOfTwoIntegersInARowIsAsLongAsTwoCoordinates() throws Exception {
    SigningKey key = tokens.signingKey(at(KeyAlgorithm.P384));
    byte[] signature = key.sign(new Ecdsa(Optional.of(Digest.SHA256), Ecdsa.Format.P1363), MESSAGE);
    assertThat(signature).hasSize(96);
    Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(key.publicKey());
    verifier.update(MESSAGE);
    assertThat(verifier.verify(signature)).isTrue();
  }

  @Test
  void rawInputsAreSignedAsTheyAre() throws Exception {
    SigningKey rsa = tokens.signingKey(at(KeyAlgorithm.RSA2048));
    SignatureAlgorithm raw = SignatureAlgorithm.byName("raw-rsa").orElseThrow();
    byte[] info = RsaPadding.digestInfo(Optional.of(Digest.SHA256), Digest.SHA256.hash(MESSAGE));
    assertThat(
            verifies(
                SignatureAlgorithm.rsa(Digest.SHA256),
                rsa.publicKey(),
                MESSAGE,
                rsa.sign(raw, info)))
        .isTrue();
    assertThatThrownBy(() -> rsa.sign(raw, new byte[246])).isInstanceOf(RuntimeException.class);
    SigningKey ec = tokens.signingKey(at(KeyAlgorithm.P256));
    SignatureAlgorithm rawEc = SignatureAlgorithm.byName("raw-ecdsa").orElseThrow();
    byte[] hash = Digest.SHA512.hash(MESSAGE);
    byte[] signature = ec.sign(rawEc, hash);
    assertThat(
            verifies(SignatureAlgorithm.ecdsa(Digest.SHA512), ec.publicKey(), MESSAGE, signature))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5000})
  void edwardsKeySignsMessagesOfEveryLength(int length) throws Exception {
    SigningKey key = tokens.signingKey(at(KeyAlgorithm.ED25519));
    byte[] message = new byte[length];
    byte[] signature = key.sign(SignatureAlgorithm.ed25519(), message);
    assertThat(verifies(SignatureAlgorithm.ed25519(), key.publicKey(), message, signature))
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"RSA2048", "P256", "P384"})
  void opensslVerifiesWhatIsSigned(KeyAlgorithm kind) throws Exception {
    SigningKey key = tokens.signingKey(at(kind));
    boolean rsa = kind == KeyAlgorithm.RSA2048;
    SignatureAlgorithm algorithm =
        rsa ? SignatureAlgorithm.rsa(Digest.SHA256) : SignatureAlgorithm.ecdsa(Digest.SHA256);
    assertThat(openssl(key, key.sign(algorithm, MESSAGE))).contains("Verified OK");
    if (rsa) {
      byte[] pss = key.sign(SignatureAlgorithm.rsaPss(Digest.SHA256), MESSAGE);
      assertThat(openssl(key, pss, "-sigopt", "rsa_padding_mode:pss")).contains("Verified OK");
    }
  }

  private static String openssl(SigningKey key, byte[] signature, String... options)
      throws Exception {
    Path pem = folder.resolve("key.pem");
    Files.writeString(
        pem,
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.publicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
    Path signed = Files.write(folder.resolve("message.sig"), signature);
    Path message = Files.write(folder.resolve("message"), MESSAGE);
    List<String> arguments =
        new ArrayList<>(
            List.of("dgst", "-sha256", "-verify", pem.toString(), "-signature", signed.toString()));
    arguments.addAll(List.of(options));
    arguments.add(message.toString());
    return new String(OpenSsl.run(arguments.toArray(String[]::new)), StandardCharsets.UTF_8);
  }

  @Test
  void algorithmOfAnotherKindOfKeyIsACallersError() {
    SigningKey key = tokens.signingKey(at(KeyAlgorithm.P256));
    assertThatThrownBy(() -> key.sign(SignatureAlgorithm.rsa(Digest.SHA256), MESSAGE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> key.signDigest(SignatureAlgorithm.ecdsa(Digest.SHA256), new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void publicKeyThatIsGivenMustBeThatOfTheKey() {
    SigningKeys keys = token(tokens).require(SigningKeys.class);
    PublicKey own = tokens.signingKey(at(KeyAlgorithm.P256)).publicKey();
    PublicKey other = tokens.signingKey(at(KeyAlgorithm.P384)).publicKey();
    assertThat(keys.find(at(KeyAlgorithm.P256), own).publicKey()).isEqualTo(own);
    assertThatThrownBy(() -> keys.find(at(KeyAlgorithm.P256), other))
        .isInstanceOf(TokenException.BadData.class);
  }
}
