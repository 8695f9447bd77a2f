package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.PublicKeyFile;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The key in a slot, for signing its own certificate or request.
 *
 * <p>A card of the bare standard tells a public key through the certificate beside it only, so a
 * key that was just made cannot be found. Where the caller has its public half in a file, a
 * provisional certificate stands in until the slot has its own; closing removes it unless {@link
 * #replaced()} was called.
 */
final class SlotKey implements AutoCloseable {
  private final SigningKey key;
  private final @Nullable KeyManagement provisional;
  private boolean replaced;

  private SlotKey(SigningKey key, @Nullable KeyManagement provisional) {
    this.key = key;
    this.provisional = provisional;
  }

  /**
   * Finds the key.
   *
   * @param file its public half, for cards that do not tell it
   */
  static SlotKey find(
      Invocation invocation, TokenSession session, TokenUri uri, @Nullable Path file) {
    if (file == null) {
      return new SlotKey(session.signingKey(uri), null);
    }
    PublicKey publicKey = PublicKeyFile.read(invocation.surroundings().in(), file);
    Optional<SigningKey> known = known(session, uri);
    if (known.isPresent()) {
      if (!MessageDigest.isEqual(known.get().publicKey().getEncoded(), publicKey.getEncoded())) {
        throw mismatch(file, uri);
      }
      return new SlotKey(known.get(), null);
    }
    Places.require(uri);
    KeyManagement management = session.find(uri).require(KeyManagement.class);
    management.putCertificate(uri, certificate(invocation, publicKey));
    boolean found = false;
    try {
      SlotKey key = new SlotKey(session.signingKey(uri), management);
      found = true;
      return key;
    } finally {
      if (!found) {
        management.deleteCertificate(uri);
      }
    }
  }

  static Failure mismatch(Path file, TokenUri uri) {
    return new Failure(
        ExitCode.FAILED,
        "the public key in %s is not that of the key %s".formatted(file, uri),
        "give the file that countersign keys generate wrote for this slot");
  }

  private static Optional<SigningKey> known(TokenSession session, TokenUri uri) {
    try {
      return Optional.of(session.signingKey(uri));
    } catch (TokenException.NoKey e) {
      return Optional.empty();
    }
  }

  private static X509Certificate certificate(Invocation invocation, PublicKey publicKey) {
    Instant now = invocation.surroundings().clock().instant();
    X500Name name = new X500Name("CN=provisional");
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256, invocation.surroundings().random().get());
      KeyPair issuer = generator.generateKeyPair();
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      name,
                      BigInteger.ONE,
                      Date.from(now),
                      Date.from(now.plus(Duration.ofDays(1))),
                      name,
                      publicKey)
                  .build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  SigningKey key() {
    return key;
  }

  /** A certificate of the key's own stands where the provisional one stood. */
  void replaced() {
    replaced = true;
  }

  @Override
  public void close() {
    if (provisional != null && !replaced) {
      provisional.deleteCertificate(key.uri());
    }
  }
}
