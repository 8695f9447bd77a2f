package dev.countersign.cli.keyfiles;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMDecryptorProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * A private key from a file: PEM or DER of PKCS#8 ([RFC5958] 2), also encrypted; PEM of the older
 * forms for RSA and EC; PKCS#12 ([RFC7292] 4).
 *
 * @param keyPair the key, its public half computed from the private one
 * @param certificate the certificate beside it in a PKCS#12 file
 */
public record PrivateKeyFile(KeyPair keyPair, Optional<X509Certificate> certificate) {
  private static final int MAX_BYTES = 256 * 1024;

  /** Where the passphrase of an encrypted file comes from; asked only when there is need. */
  @FunctionalInterface
  public interface Passphrase {
    /** Gets it; the caller wipes it. */
    char[] get();
  }

  /** Reads a file. */
  public static PrivateKeyFile read(InputStream in, Path file, Passphrase passphrase) {
    byte[] content = InputFile.read(in, file, MAX_BYTES);
    try {
      if (Pem.isPem(content)) {
        return new PrivateKeyFile(pair(pem(content, file, passphrase)), Optional.empty());
      }
      Optional<PrivateKeyInfo> plain = plainDer(content);
      if (plain.isPresent()) {
        return new PrivateKeyFile(pair(plain.get()), Optional.empty());
      }
      return pkcs12(content, file, passphrase);
    } catch (IOException
        | GeneralSecurityException
        | PKCSException
        | OperatorCreationException
        | IllegalArgumentException
        | ClassCastException e) {
      throw unreadable(file, e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private static Failure unreadable(Path file, Exception cause) {
    return new Failure(
        ExitCode.USAGE,
        file + " holds no private key that can be read with that passphrase",
        "give a PEM, PKCS#8 or PKCS#12 file, and its passphrase with --passphrase-file",
        cause);
  }

  private static PrivateKeyInfo pem(byte[] content, Path file, Passphrase passphrase)
      throws IOException, PKCSException, OperatorCreationException {
    try (PEMParser parser =
        new PEMParser(new StringReader(new String(content, StandardCharsets.ISO_8859_1)))) {
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        if (block instanceof PrivateKeyInfo info) {
          return info;
        } else if (block instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo();
        } else if (block instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
          char[] secret = passphrase.get();
          try {
            return encrypted.decryptPrivateKeyInfo(
                new JcePKCSPBEInputDecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(secret));
          } finally {
            Arrays.fill(secret, '\0');
          }
        } else if (block instanceof PEMEncryptedKeyPair encrypted) {
          char[] secret = passphrase.get();
          try {
            PEMDecryptorProvider decryptor = new BcPEMDecryptorProvider(secret);
            return encrypted.decryptKeyPair(decryptor).getPrivateKeyInfo();
          } finally {
            Arrays.fill(secret, '\0');
          }
        }
      }
    }
    throw Failure.usage(
        file + " holds no private key", "give a PEM file with PRIVATE KEY, PKCS#8 or PKCS#12");
  }

  private static Optional<PrivateKeyInfo> plainDer(byte[] content) {
    try {
      return Optional.of(PrivateKeyInfo.getInstance(content))
          .filter(info -> info.getPrivateKeyAlgorithm() != null);
    } catch (IllegalArgumentException | ClassCastException notPkcs8) {
      return Optional.empty();
    }
  }

  private static PrivateKeyFile pkcs12(byte[] content, Path file, Passphrase passphrase)
      throws GeneralSecurityException, IOException {
    char[] secret = passphrase.get();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(content), secret);
      List<String> keys =
          Collections.list(store.aliases()).stream().filter(a -> isKey(store, a)).toList();
      if (keys.size() != 1) {
        throw Failure.usage(
            "%s holds %d private keys".formatted(file, keys.size()),
            "give a file that holds exactly one");
      }
      Key key = store.getKey(keys.get(0), secret);
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
      return new PrivateKeyFile(
          pair(info),
          Optional.ofNullable(store.getCertificate(keys.get(0)))
              .filter(X509Certificate.class::isInstance)
              .map(X509Certificate.class::cast));
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static boolean isKey(KeyStore store, String alias) {
    try {
      return store.isKeyEntry(alias);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair(PrivateKeyInfo info) throws GeneralSecurityException, IOException {
    PublicKey publicKey = PublicHalf.of(info);
    // Without the public half that newer forms may carry: older Java runtimes refuse it.
    byte[] encoded =
        new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey()).getEncoded();
    try {
      String kind = publicKey.getAlgorithm();
      PrivateKey privateKey =
          KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return new KeyPair(publicKey, privateKey);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }
}
