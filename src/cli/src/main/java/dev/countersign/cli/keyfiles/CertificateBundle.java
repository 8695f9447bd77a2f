package dev.countersign.cli.keyfiles;

import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Several certificates: a PEM file with any number of them, or one in DER. */
public final class CertificateBundle {
  private static final int MAX_BYTES = 128 * 1024;
  private static final int SEQUENCE = 0x30;

  private CertificateBundle() {}

  /** The DER of each certificate of a file, as it stands there: it is not looked into. */
  public static List<byte[]> read(InputStream in, Path file) {
    byte[] content = InputFile.read(in, file, MAX_BYTES);
    try {
      List<byte[]> blocks = Pem.decodeAll(content, "CERTIFICATE");
      if (!blocks.isEmpty()) {
        return blocks;
      }
    } catch (IllegalArgumentException e) {
      throw notOne(file);
    }
    if (content.length == 0 || content[0] != SEQUENCE) {
      throw notOne(file);
    }
    return List.of(content);
  }

  private static Failure notOne(Path file) {
    return Failure.usage(
        file + " holds no certificate that can be read", "give X.509 certificates, PEM or DER");
  }
}
