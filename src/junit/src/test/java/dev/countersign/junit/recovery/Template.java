package dev.countersign.junit.recovery;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenUri;
import dev.countersign.junit.TestIssuer;
import dev.countersign.simulator.Profile;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * A token of each product with P-256 keys in 9a, 9c and 9e and an RSA key in 9d, all with
 * certificates. Made once, copied often.
 *
 * @param records what it keeps
 * @param keys the public halves by slot
 */
record Template(FaultBench.Records records, Map<String, PublicKey> keys) {
  private static final Map<Profile, Template> MADE = new EnumMap<>(Profile.class);
  private static final TestIssuer ISSUER = new TestIssuer();

  /** A key pair from outside, for imports. */
  static final KeyPair OUTSIDE = outside();

  /** A certificate that is not on any token, for the key in 9e. */
  static X509Certificate otherCertificate(Profile profile) {
    return ISSUER.certify(of(profile).keys().get("9e"), "another");
  }

  static synchronized Template of(Profile profile) {
    return MADE.computeIfAbsent(profile, Template::make);
  }

  private static Template make(Profile profile) {
    Map<String, PublicKey> keys = new HashMap<>();
    try (FaultBench bench = new FaultBench(profile, new FaultBench.Records())) {
      KeyManagement management = bench.token().require(KeyManagement.class);
      for (String slot : new String[] {"9a", "9c", "9d", "9e"}) {
        KeyAlgorithm algorithm = slot.equals("9d") ? KeyAlgorithm.RSA2048 : KeyAlgorithm.P256;
        TokenUri place = TokenUri.of("piv").with("slot", slot);
        PublicKey made = management.generate(place, algorithm, KeyPolicies.UNKNOWN);
        management.putCertificate(place, ISSUER.certify(made, "Key in " + slot));
        keys.put(slot, made);
      }
      return new Template(bench.records(), Map.copyOf(keys));
    }
  }

  private static KeyPair outside() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
