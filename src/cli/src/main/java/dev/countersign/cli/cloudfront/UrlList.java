package dev.countersign.cli.cloudfront;

import dev.countersign.aws.cloudfront.CloudFrontInputException;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Signs the lines of a list, each as soon as it is read. */
final class UrlList {
  private static final int MAX_LINE = 64 * 1024;
  private static final int LINES_PER_NOTICE = 10;

  private final Invocation invocation;
  private final Path file;
  private final boolean keepGoing;
  private int line;
  private int signed;
  private int failed;

  UrlList(Invocation invocation, Path file, boolean keepGoing) {
    this.invocation = invocation;
    this.file = file;
    this.keepGoing = keepGoing;
  }

  void sign(UnaryOperator<String> signer) {
    PrintStream out = invocation.out();
    try (BufferedReader lines = open()) {
      for (@Nullable String url = next(lines); url != null; url = next(lines)) {
        line++;
        out.println(url.isBlank() ? "" : signOne(signer, url.strip()));
        invocation.requireReader();
        showProgress(false);
      }
    } catch (IOException e) {
      throw Failure.file("cannot read", file, e);
    } finally {
      clearProgress();
    }
    showProgress(true);
    if (failed > 0) {
      throw new Failure(
          ExitCode.FAILED,
          "%d of %d URLs could not be signed".formatted(failed, failed + signed),
          "correct the lines that are named above");
    }
  }

  private String signOne(UnaryOperator<String> signer, String url) {
    try {
      String result = signer.apply(url);
      signed++;
      return result;
    } catch (CloudFrontInputException e) {
      failed++;
      String message = "line %d of %s: %s".formatted(line, file, e.getMessage());
      if (!keepGoing) {
        throw Failure.usage(message, e.remedy());
      }
      clearProgress();
      invocation.note("countersign: " + message + ".");
      return "";
    }
  }

  private BufferedReader open() throws IOException {
    InputStream in =
        file.toString().equals("-") ? invocation.surroundings().in() : Files.newInputStream(file);
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** The next line, without its end; null at the end. Bounded, unlike that of the reader. */
  private @Nullable String next(BufferedReader lines) throws IOException {
    StringBuilder text = new StringBuilder();
    int c = lines.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      text.append((char) c);
      if (text.length() > MAX_LINE) {
        throw Failure.usage(
            "line %d of %s has more than %d characters".formatted(line + 1, file, MAX_LINE),
            "put each URL on a line of its own");
      }
      c = lines.read();
    }
    return text.toString();
  }

  private void showProgress(boolean last) {
    if (!invocation.surroundings().showsProgress()) {
      return;
    }
    if (last || line % LINES_PER_NOTICE == 0) {
      clearProgress();
      invocation
          .surroundings()
          .err()
          .printf("signed %d URLs%s", signed, last ? "%n".formatted() : "");
      invocation.surroundings().err().flush();
    }
  }

  private void clearProgress() {
    if (invocation.surroundings().showsProgress()) {
      invocation.surroundings().err().print("\r\u001b[K");
    }
  }
}
