package dev.countersign.junit.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.card.piv.ManagementKeyAlgorithm;
import dev.countersign.card.piv.NewManagementKey;
import dev.countersign.card.piv.PivAdministration;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinManagement;
import dev.countersign.device.Secret;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.TestIssuer;
import dev.countersign.junit.contract.Judge;
import dev.countersign.junit.contract.VirtualReader;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;

/**
 * A simulated token in a virtual reader of the real pcscd, where other people's programs and our
 * own driver find it. It is there when the constructor returns, and taken out at the end.
 */
final class PeerReader implements AutoCloseable {
  static final long SERIAL = 12345678L;

  private final VirtualToken card;
  private final VirtualReader reader;
  private final ScriptedPins pins = ScriptedPins.factory();
  private Tokens tokens;
  private final TestIssuer issuer = new TestIssuer();

  /** Puts in a token as its maker delivers it, with the serial number {@link #SERIAL}. */
  PeerReader(Profile profile) throws Exception {
    this(VirtualToken.builder(profile).serial(SERIAL).world(World.deterministic(1)).build());
  }

  /** Puts in a token, which is closed in the end. */
  PeerReader(VirtualToken card) throws Exception {
    this.card = card;
    reader = new VirtualReader(card);
    tokens = open();
  }

  private Tokens open() {
    return Tokens.builder().source(reader.source()).pinEntry(pins).open();
  }

  /** Ends our own connection to the token, as the end of a program does; the next use makes one. */
  void letGo() {
    tokens.close();
    tokens = open();
  }

  /** The full name of the reader. */
  String name() {
    return reader.name();
  }

  /** The token, for looking at it from inside. */
  VirtualToken card() {
    return card;
  }

  /** Our own view of this reader alone, asking {@link #pins()}. */
  Tokens tokens() {
    return tokens;
  }

  /** The token as our own driver sees it. */
  Token token() {
    return tokens.find(TokenUri.of("piv"));
  }

  /** What our own driver is answered when it asks; the factory's values at first. */
  ScriptedPins pins() {
    return pins;
  }

  /** Looking after the application with our own driver. */
  PivAdministration administration() {
    return token().require(PivAdministration.class);
  }

  /** A place for keys and certificates, by the name of its slot: {@code 9a}. */
  static TokenUri slot(String slot) {
    return TokenUri.of("piv").with("slot", slot);
  }

  /** Gives the token a 3DES management key, since older programs know no other: the factory's. */
  PeerReader withTripleDes() {
    byte[] key = HexFormat.of().parseHex(ScriptedPins.FACTORY_MANAGEMENT_KEY);
    try (Secret secret = Secret.copyOf(key)) {
      administration()
          .changeManagementKey(
              new NewManagementKey(ManagementKeyAlgorithm.TDES, secret, false, false));
    }
    return this;
  }

  /** Makes a key with our own driver and stores a certificate beside it. */
  X509Certificate makeKey(String slot, KeyAlgorithm algorithm) {
    PublicKey key =
        token().require(KeyManagement.class).generate(slot(slot), algorithm, KeyPolicies.UNKNOWN);
    return certify(slot, key);
  }

  /** Makes a certificate for a key and stores it with our own driver. */
  X509Certificate certify(String slot, PublicKey key) {
    X509Certificate certificate = issuer.certify(key, "Key " + slot);
    token().require(KeyManagement.class).putCertificate(slot(slot), certificate);
    return certificate;
  }

  /** A certificate for a key, which is stored nowhere. */
  X509Certificate certificateFor(PublicKey key, String subject) {
    return issuer.certify(key, subject);
  }

  /** Our own driver signs with a key, and the JDK finds that it is a signature by that key. */
  void assertSigns(String slot, PublicKey key) {
    SignatureAlgorithm algorithm =
        key instanceof RSAPublicKey
            ? SignatureAlgorithm.rsa(Digest.SHA256)
            : SignatureAlgorithm.ecdsa(Digest.SHA256);
    byte[] message = "signed by our own driver".getBytes(UTF_8);
    SigningKey ours = tokens.signingKey(slot(slot));
    assertThat(ours.publicKey()).isEqualTo(key);
    assertThat(Judge.accepts(key, algorithm, message, ours.sign(algorithm, message)))
        .as("signature by %s", slot)
        .isTrue();
  }

  /** Wrong tries of the PIN that are left. */
  int pinTriesLeft() {
    return token().require(PinManagement.class).pinAttemptsLeft().orElseThrow();
  }

  @Override
  public void close() {
    tokens.close();
    reader.close();
    card.close();
  }
}
