package dev.countersign.jca;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SignatureAlgorithm.Ecdsa;
import dev.countersign.device.TokenPrivateKey;
import dev.countersign.device.TokenSecretKey;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.Provider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the provider offers, by the names of the Java Security Standard Algorithm Names.
 *
 * <p>Each service but the key store names the one class of keys that it takes. The runtime passes a
 * service over when it is given another key, so that other providers keep their own.
 */
final class Services {
  /** RSAES-PKCS1-v1_5 and RSASSA-PKCS1-v1_5 arc, [RFC8017] appendix C. */
  private static final String PKCS1 = "1.2.840.113549.1.1.";

  private final Provider provider;
  private final List<Provider.Service> services = new ArrayList<>();

  private Services(Provider provider) {
    this.provider = provider;
  }

  static List<Provider.Service> of(CountersignProvider provider) {
    Services all = new Services(provider);
    all.services.add(
        new Lazy(
            provider,
            "KeyStore",
            CountersignProvider.NAME,
            TokenKeyStore.class,
            List.of(),
            Map.of(),
            () -> new TokenKeyStore(provider::tokens)));
    all.rsaSignatures();
    all.ecdsaSignatures();
    all.edwardsSignatures();
    all.decryption();
    all.agreements();
    all.macs();
    return all.services;
  }

  private void rsaSignatures() {
    rsa("SHA1withRSA", Digest.SHA1, oid(PKCS1 + "5", "1.3.14.3.2.29"));
    rsa("SHA256withRSA", Digest.SHA256, oid(PKCS1 + "11"));
    rsa("SHA384withRSA", Digest.SHA384, oid(PKCS1 + "12"));
    rsa("SHA512withRSA", Digest.SHA512, oid(PKCS1 + "13"));
    SignatureAlgorithm raw = new SignatureAlgorithm.RsaPkcs1(Optional.empty());
    // The longest input any key can take; a shorter key refuses earlier.
    signature("NONEwithRSA", Family.RSA, List.of(), () -> new PlainSignature(raw, 4096 / 8 - 11));

    pss("RSASSA-PSS", null, oid(PKCS1 + "10", "PSS"));
    // The names under which Bouncy Castle's builders ask for PSS with a salt as long as the hash.
    pss("SHA1withRSASSA-PSS", Digest.SHA1, List.of("SHA1withRSAandMGF1"));
    pss("SHA256withRSASSA-PSS", Digest.SHA256, List.of("SHA256withRSAandMGF1"));
    pss("SHA384withRSASSA-PSS", Digest.SHA384, List.of("SHA384withRSAandMGF1"));
    pss("SHA512withRSASSA-PSS", Digest.SHA512, List.of("SHA512withRSAandMGF1"));
  }

  private void rsa(String name, Digest digest, List<String> aliases) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.rsa(digest);
    signature(name, Family.RSA, aliases, () -> new PlainSignature(algorithm));
  }

  private void pss(String name, @Nullable Digest preset, List<String> aliases) {
    add("Signature", name, PssSignature.class, Family.RSA, aliases, () -> new PssSignature(preset));
  }

  private void ecdsaSignatures() {
    // [RFC3279] 2.2.3 and its successors: ecdsa-with-SHA1 and the arc of the SHA-2 ones.
    ecdsa("SHA1withECDSA", Optional.of(Digest.SHA1), oid("1.2.840.10045.4.1"));
    ecdsa("SHA256withECDSA", Optional.of(Digest.SHA256), oid("1.2.840.10045.4.3.2"));
    ecdsa("SHA384withECDSA", Optional.of(Digest.SHA384), oid("1.2.840.10045.4.3.3"));
    ecdsa("SHA512withECDSA", Optional.of(Digest.SHA512), oid("1.2.840.10045.4.3.4"));
    ecdsa("NONEwithECDSA", Optional.empty(), List.of());
  }

  private void ecdsa(String name, Optional<Digest> digest, List<String> aliases) {
    for (Ecdsa.Format format : Ecdsa.Format.values()) {
      SignatureAlgorithm algorithm = new Ecdsa(digest, format);
      boolean der = format == Ecdsa.Format.DER;
      signature(
          der ? name : name.concat("inP1363Format"),
          Family.EC,
          der ? aliases : List.of(),
          () -> new PlainSignature(algorithm, Digest.SHA512.lengthBytes()));
    }
  }

  private void edwardsSignatures() {
    SignatureAlgorithm algorithm = SignatureAlgorithm.ed25519();
    signature("Ed25519", Family.ED25519, oid("1.3.101.112"), () -> new PlainSignature(algorithm));
    signature("EdDSA", Family.ED25519, List.of(), () -> new PlainSignature(algorithm));
  }

  private void signature(
      String name, Family family, List<String> aliases, Supplier<PlainSignature> maker) {
    add("Signature", name, PlainSignature.class, family, aliases, maker);
  }

  private void decryption() {
    Map<String, String> attributes = new HashMap<>(keysOf(Family.RSA));
    attributes.put("SupportedModes", "ECB");
    attributes.put("SupportedPaddings", RsaDecryption.PADDINGS);
    services.add(
        new Lazy(
            provider,
            "Cipher",
            "RSA",
            RsaDecryption.class,
            oid(PKCS1 + "1"),
            attributes,
            RsaDecryption::new));
  }

  private void agreements() {
    agreement("ECDH", Family.EC, oid("1.3.132.1.12"));
    agreement("X25519", Family.X25519, oid("1.3.101.110"));
    agreement("XDH", Family.X25519, List.of());
  }

  private void agreement(String name, Family family, List<String> aliases) {
    add(
        "KeyAgreement",
        name,
        TokenKeyAgreement.class,
        family,
        aliases,
        () -> new TokenKeyAgreement(family));
  }

  private void macs() {
    // [RFC8018] B.1
    mac(Digest.SHA1, oid("1.2.840.113549.2.7"));
    mac(Digest.SHA256, oid("1.2.840.113549.2.9"));
    mac(Digest.SHA384, oid("1.2.840.113549.2.10"));
    mac(Digest.SHA512, oid("1.2.840.113549.2.11"));
  }

  private void mac(Digest digest, List<String> aliases) {
    services.add(
        new Lazy(
            provider,
            "Mac",
            digest.hmacName(),
            TokenMac.class,
            aliases,
            keysOf(TokenSecretKey.class),
            () -> new TokenMac(digest)));
  }

  private void add(
      String type,
      String name,
      Class<?> implementation,
      Family family,
      List<String> aliases,
      Supplier<?> maker) {
    services.add(new Lazy(provider, type, name, implementation, aliases, keysOf(family), maker));
  }

  private static Map<String, String> keysOf(Family family) {
    Class<? extends TokenPrivateKey> keys =
        switch (family) {
          case RSA -> TokenPrivateKey.Rsa.class;
          case EC -> TokenPrivateKey.Ec.class;
          case ED25519, X25519 -> TokenPrivateKey.Edwards.class;
        };
    return keysOf(keys);
  }

  private static Map<String, String> keysOf(Class<? extends Key> keys) {
    return Map.of("SupportedKeyClasses", keys.getName());
  }

  /** Object identifiers in both spellings that programs use; other names as they are. */
  private static List<String> oid(String... names) {
    List<String> aliases = new ArrayList<>();
    for (String name : names) {
      aliases.add(name);
      if (Character.isDigit(name.charAt(0))) {
        aliases.add("OID.".concat(name));
      }
    }
    return aliases;
  }

  /** A service that is made by a call instead of by reflection, so that no package is opened. */
  private static final class Lazy extends Provider.Service {
    private final Supplier<?> maker;

    Lazy(
        Provider provider,
        String type,
        String algorithm,
        Class<?> implementation,
        List<String> aliases,
        Map<String, String> attributes,
        Supplier<?> maker) {
      super(provider, type, algorithm, implementation.getName(), aliases, attributes);
      this.maker = maker;
    }

    @Override
    public Object newInstance(@Nullable Object parameter) {
      if (parameter != null) {
        throw new InvalidParameterException(
            getType() + " " + getAlgorithm() + " takes no constructor parameter");
      }
      return maker.get();
    }
  }
}
