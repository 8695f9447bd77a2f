package dev.countersign.benchmarks;

import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckm;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * One kind of signature with a token. All engines sign the same bytes with the same key, and none
 * hashes them before: RSA and ECDSA get a hash, Ed25519 and HMAC a message as long as one. Ours
 * also writes the DigestInfo of RSA and the DER of ECDSA, and SunPKCS11 lets the token hash for
 * RSA.
 *
 * @param label of the key
 * @param mechanism that the C loop asks for
 * @param inputBytes how many bytes it gives: for RSA the whole DigestInfo
 * @param ours makes them with our driver
 * @param jdk makes them with SunPKCS11; empty where it cannot
 */
record HsmRow(
    String name,
    String label,
    long mechanism,
    int inputBytes,
    SignerThreads.Signers ours,
    Optional<SignerThreads.Signers> jdk) {
  private static final int HASH_BYTES = 32;
  private static final int DIGEST_INFO_BYTES = 51;

  /** All that the token has keys for. */
  static List<HsmRow> all(HsmBench bench, Tokens tokens) throws Exception {
    Optional<KeyStore> jdk = jdk(bench);
    List<HsmRow> rows = new ArrayList<>();
    rows.add(
        signature(
            tokens,
            jdk,
            new HsmRow("RSA-2048", "rsa2048", Ckm.RSA_PKCS, DIGEST_INFO_BYTES),
            SignatureAlgorithm.rsa(Digest.SHA256),
            "SHA256withRSA"));
    rows.add(
        signature(
            tokens,
            jdk,
            new HsmRow("P-256", "p256", Ckm.ECDSA, HASH_BYTES),
            SignatureAlgorithm.ecdsa(Digest.SHA256),
            "NONEwithECDSA"));
    rows.add(
        signature(
            tokens,
            Optional.empty(), // it knows no Ed25519
            new HsmRow("Ed25519", "ed25519", Ckm.EDDSA, HASH_BYTES),
            SignatureAlgorithm.ed25519(),
            ""));
    rows.add(mac(tokens, jdk, new HsmRow("HMAC-SHA256", "hmac", Ckm.SHA256_HMAC, HASH_BYTES)));
    return rows;
  }

  private HsmRow(String name, String label, long mechanism, int inputBytes) {
    this(name, label, mechanism, inputBytes, () -> () -> {}, Optional.empty());
  }

  private HsmRow with(SignerThreads.Signers made, Optional<SignerThreads.Signers> byJdk) {
    return new HsmRow(name, label, mechanism, inputBytes, made, byJdk);
  }

  private static HsmRow signature(
      Tokens tokens, Optional<KeyStore> jdk, HsmRow row, SignatureAlgorithm algorithm, String jca)
      throws Exception {
    SigningKey key = tokens.signingKey(HsmBench.uri().with("object", row.label));
    byte[] hash = input();
    SignerThreads.Signers ours = () -> () -> key.signDigest(algorithm, hash);
    if (jdk.isEmpty()) {
      return row.with(ours, Optional.empty());
    }
    PrivateKey known = (PrivateKey) jdk.get().getKey(row.label, null);
    Provider provider = jdk.get().getProvider();
    return row.with(
        ours,
        Optional.of(
            () -> {
              Signature one = Signature.getInstance(jca, provider);
              return () -> {
                one.initSign(known);
                one.update(hash);
                one.sign();
              };
            }));
  }

  private static HsmRow mac(Tokens tokens, Optional<KeyStore> jdk, HsmRow row) throws Exception {
    MacKey mac =
        tokens
            .find(HsmBench.uri())
            .require(MacKeys.class)
            .find(HsmBench.uri().with("object", row.label))
            .with(Digest.SHA256);
    byte[] message = input();
    SignerThreads.Signers ours = () -> () -> mac.mac(message);
    if (jdk.isEmpty()) {
      return row.with(ours, Optional.empty());
    }
    Key known = jdk.get().getKey(row.label, null);
    Provider provider = jdk.get().getProvider();
    return row.with(
        ours,
        Optional.of(
            () -> {
              Mac one = Mac.getInstance("HmacSHA256", provider);
              one.init(known);
              return () -> one.doFinal(message);
            }));
  }

  private static byte[] input() {
    byte[] input = new byte[HASH_BYTES];
    Arrays.fill(input, (byte) 7);
    return input;
  }

  private static Optional<KeyStore> jdk(HsmBench bench) throws Exception {
    Provider plain = Security.getProvider("SunPKCS11");
    if (plain == null) {
      return Optional.empty();
    }
    Provider provider =
        plain.configure(
            "--name=benchmark\nlibrary=%s\nslot=%d\n".formatted(bench.library(), bench.slot()));
    KeyStore keys = KeyStore.getInstance("PKCS11", provider);
    keys.load(null, HsmBench.PIN.toCharArray());
    return Optional.of(keys);
  }
}
