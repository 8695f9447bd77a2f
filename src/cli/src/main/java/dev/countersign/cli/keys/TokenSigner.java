package dev.countersign.cli.keys;

import dev.countersign.cli.Failure;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** Signs certificates and requests with a key on a token. */
final class TokenSigner implements ContentSigner {
  private final SigningKey key;
  private final SignatureAlgorithm algorithm;
  private final AlgorithmIdentifier identifier;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();

  TokenSigner(SigningKey key) {
    this.key = key;
    String name;
    switch (key.algorithm().family()) {
      case RSA -> {
        algorithm = SignatureAlgorithm.rsa(Digest.SHA256);
        name = "SHA256withRSA";
      }
      case EC -> {
        boolean large = key.algorithm() == KeyAlgorithm.P384;
        algorithm = SignatureAlgorithm.ecdsa(large ? Digest.SHA384 : Digest.SHA256);
        name = large ? "SHA384withECDSA" : "SHA256withECDSA";
      }
      case ED25519 -> {
        algorithm = SignatureAlgorithm.ed25519();
        name = "Ed25519";
      }
      default ->
          throw Failure.usage(
              key.uri() + " cannot sign", "use a key of the kind rsa2048, p256, p384 or ed25519");
    }
    identifier = new DefaultSignatureAlgorithmIdentifierFinder().find(name);
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return identifier;
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    return key.sign(algorithm, content.toByteArray());
  }
}
