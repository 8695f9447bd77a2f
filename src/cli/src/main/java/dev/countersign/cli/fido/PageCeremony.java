package dev.countersign.cli.fido;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.InputFile;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Printable;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.fido.webauthn.Page;
import dev.countersign.fido.webauthn.WebAuthnClient;
import dev.countersign.fido.webauthn.WebAuthnException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the two halves of WebAuthn have in common: options in, a response out. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class PageCeremony implements Callable<Integer> {
  private static final int MAX_BYTES = 256 * 1024;

  private final Invocation invocation;
  private final String purpose;

  @Mixin private KeyOption key;

  @Option(
      names = "--options",
      required = true,
      paramLabel = "FILE",
      description = "The options of the relying party, in JSON; - is standard input.")
  private Path options;

  @Option(
      names = "--origin",
      required = true,
      paramLabel = "URL",
      description =
          "The page for which it is: https://HOST or https://HOST:PORT. You vouch that the options"
              + " come from there.")
  private String origin;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the response, for you alone; standard output when left out.")
  private @Nullable Path out;

  /**
   * A ceremony.
   *
   * @param purpose what is done, to follow "to"
   */
  PageCeremony(Invocation invocation, String purpose) {
    this.invocation = invocation;
    this.purpose = purpose;
  }

  Invocation invocation() {
    return invocation;
  }

  /** Does it; the response in JSON. */
  abstract String respond(WebAuthnClient client, String json, Page page, Cancellation cancellation);

  @Override
  public Integer call() {
    try {
      Page page = Page.of(origin);
      String json = read();
      ResultFile.requireWritable(out);
      try (TokenSession session = key.open(invocation);
          EndedWithProgram end = new EndedWithProgram()) {
        Token token = key.find(invocation, session, purpose);
        WebAuthnClient client = WebAuthnClient.of(token.require(SecurityKey.class));
        String response = respond(client, json, page, end.cancellation());
        byte[] line = (response.strip() + "\n").getBytes(StandardCharsets.UTF_8);
        // whoever has it can be the first to post it, and it may have derived secrets
        ResultFile.writeSecret(invocation.out(), out, line);
      }
    } catch (WebAuthnException e) {
      throw failure(e);
    }
    return 0;
  }

  private String read() {
    byte[] content = InputFile.read(invocation.surroundings().in(), options, MAX_BYTES);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw Failure.usage("the options are no JSON: they are not in UTF-8", "give the right file");
    }
  }

  /** What the key says keeps its exit code; of the rest, what was given wrongly is usage. */
  private static RuntimeException failure(WebAuthnException e) {
    if (e.getCause() instanceof TokenException token) {
      return token;
    }
    ExitCode code =
        switch (e.kind()) {
          case TYPE, ENCODING, SYNTAX, SECURITY -> ExitCode.USAGE;
          case NOT_ALLOWED, NOT_SUPPORTED, CONSTRAINT, INVALID_STATE, ABORT, UNKNOWN ->
              ExitCode.FAILED;
        };
    return new Failure(code, Printable.text("" + e.getMessage()), e.remedy(), e);
  }
}
