package dev.countersign.cli.keyfiles;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A certificate request ([RFC2986] 4), PEM or DER. */
public final class RequestFile {
  private static final int MAX_BYTES = 64 * 1024;

  private RequestFile() {}

  /** The public key of a request, which was signed with its private half. */
  public static PublicKey read(InputStream in, Path file) {
    byte[] content = InputFile.read(in, file, MAX_BYTES);
    try {
      byte[] der = Pem.decode(content, "CERTIFICATE REQUEST").orElse(content);
      JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
      PublicKey key = request.getPublicKey();
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new Failure(
            ExitCode.FAILED,
            "the request in " + file + " is not signed with the key that it asks for",
            "have it made again by who holds the key");
      }
      return key;
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE,
          file + " holds no certificate request that can be read",
          "give a PKCS#10 request, PEM or DER, such as countersign keys certificate request makes",
          e);
    }
  }
}
