package dev.countersign.aws.cloudfront;

import dev.countersign.card.piv.PivDriver;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A simulated PIV token in a simulated reader, with its factory PIN. */
final class SimulatedPiv implements AutoCloseable {
  private static final String MANAGEMENT_KEY = "010203040506070801020304050607080102030405060708";
  private static final TokenUri SLOT = TokenUri.parse("piv:slot=9c");

  private final AtomicInteger pins = new AtomicInteger();
  private final VirtualToken token;
  private final Tokens tokens;

  SimulatedPiv(Profile profile) throws IOException {
    token = VirtualToken.builder(profile).serial(12345678).world(World.deterministic(1)).build();
    SimulatedReaders readers = new SimulatedReaders();
    readers.insert(token);
    tokens =
        Tokens.builder()
            .source(readers)
            .driver(new PivDriver())
            .pinEntry(pinEntry())
            .clock(TestKeys.CLOCK)
            .open();
  }

  private PinEntry pinEntry() {
    return request -> {
      if (request.kind() == PinRequest.Kind.MANAGEMENT_KEY) {
        return Secret.copyOf(HexFormat.of().parseHex(MANAGEMENT_KEY));
      }
      pins.incrementAndGet();
      return Secret.copyOf("123456".toCharArray());
    };
  }

  Tokens tokens() {
    return tokens;
  }

  /** How often the PIN was asked for. */
  int pins() {
    return pins.get();
  }

  SigningKey imported(KeyPair pair) {
    management().importKey(SLOT, pair, KeyPolicies.UNKNOWN);
    // A card without metadata shows the public key in its certificate only.
    management().putCertificate(SLOT, certificate(pair.getPublic()));
    return tokens.signingKey(SLOT);
  }

  SigningKey generated(KeyAlgorithm algorithm) {
    PublicKey key = management().generate(SLOT, algorithm, KeyPolicies.UNKNOWN);
    management().putCertificate(SLOT, certificate(key));
    return tokens.signingKey(SLOT);
  }

  private static X509Certificate certificate(PublicKey key) {
    X500Name name = new X500Name("CN=signer of URLs");
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      name,
                      BigInteger.ONE,
                      Date.from(TestKeys.CLOCK.instant()),
                      Date.from(TestKeys.CLOCK.instant().plus(Duration.ofDays(1))),
                      name,
                      key)
                  .build(
                      new JcaContentSignerBuilder("SHA256withRSA")
                          .build(TestKeys.OTHER_RSA.getPrivate())));
    } catch (CertificateException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyManagement management() {
    return tokens.find(SLOT).require(KeyManagement.class);
  }

  @Override
  public void close() {
    tokens.close();
    token.close();
  }
}
