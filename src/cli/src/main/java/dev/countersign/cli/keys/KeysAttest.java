package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.UriParts;
import dev.countersign.cli.keyfiles.Pem;
import dev.countersign.device.Attestation;
import dev.countersign.device.Token;
import dev.countersign.device.TokenUri;
import dev.countersign.relyingparty.attestation.AttestationResult;
import dev.countersign.relyingparty.attestation.AttestationResult.Refused;
import dev.countersign.relyingparty.attestation.AttestationResult.Verified;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a token state that it made a key itself ([YK-ATT]). */
@Command(
    name = "attest",
    description = {
      "Have the token state, signed by its maker, that it made a key itself.",
      "Writes two certificates as PEM: the statement, and the token's own that it is signed with."
    },
    footer = {
      "%nExamples:",
      "  countersign keys attest piv:slot=9a --out statement.pem",
      "  countersign keys attest piv:slot=9a --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysAttest implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The key, with its slot.")
  private TokenUri uri;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the certificates; standard output when left out.")
  private @Nullable Path out;

  @Option(
      names = "--json",
      description = "Print what is stated as JSON; with --out beside the certificates there.")
  private boolean json;

  KeysAttest(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws CertificateEncodingException {
    if (uri.scheme().equals(Places.PKCS11)) {
      throw new Failure(
          ExitCode.FAILED,
          "PKCS#11 tokens state nothing that their maker signed: attestation is for PIV tokens",
          "see what the token says of its keys with countersign keys audit '%s'"
              .formatted(UriParts.token(uri)));
    }
    Places.require(uri);
    try (TokenSession session = invocation.open()) {
      Token token = session.find(uri);
      List<byte[]> chain = new ArrayList<>();
      StringBuilder pem = new StringBuilder();
      for (X509Certificate certificate : token.require(Attestation.class).attest(uri)) {
        chain.add(certificate.getEncoded());
        pem.append(Pem.encode("CERTIFICATE", certificate.getEncoded()));
      }
      AttestationResult result =
          Statements.verifier(List.of()).verify(chain, invocation.surroundings().clock().instant());
      if (out != null || !json) {
        ResultFile.write(invocation.out(), out, pem.toString().getBytes(StandardCharsets.US_ASCII));
      }
      TokenUri key = Places.full(token, uri);
      if (json) {
        print(key, result, pem.toString());
      } else {
        invocation.note(sentence(key, result));
      }
    }
    return 0;
  }

  private void print(TokenUri key, AttestationResult result, String pem) {
    Json.print(
        invocation.out(),
        json -> {
          json.writeStartObject();
          json.writeStringField("uri", key.toString());
          StatementJson.write(json, result);
          json.writeStringField("certificates", pem);
          json.writeEndObject();
        });
  }

  private static String sentence(TokenUri key, AttestationResult result) {
    if (result instanceof Verified verified) {
      return "%s was made on the token%s. Others verify it with: countersign keys verify-attestation"
          .formatted(
              key, verified.provesHardware() ? "" : ", which is simulated: it proves nothing");
    }
    return "The statement for %s cannot be verified here: %s."
        .formatted(key, ((Refused) result).detail());
  }
}
