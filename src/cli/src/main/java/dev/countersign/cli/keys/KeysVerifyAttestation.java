package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.keyfiles.CertificateBundle;
import dev.countersign.cli.keyfiles.CertificateFile;
import dev.countersign.relyingparty.attestation.AttestationResult;
import dev.countersign.relyingparty.attestation.AttestationResult.Refused;
import dev.countersign.relyingparty.attestation.AttestationResult.Verified;
import dev.countersign.relyingparty.attestation.PivStatement;
import dev.countersign.relyingparty.attestation.TrustAnchor;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a statement; needs no token. */
@Command(
    name = "verify-attestation",
    description = {
      "Verify what a token stated of a key: that it was made in hardware and cannot leave it.",
      "Works offline, without a token. Only a statement that ends at a root of the vendor's proves"
          + " hardware; one of a simulated token proves nothing."
    },
    footer = {
      "%nExamples:",
      "  countersign keys verify-attestation statement.pem --public-key cdn.pem",
      "  countersign keys verify-attestation statement.pem --request alice.csr --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeysVerifyAttestation implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "The statement and the token's own certificate, PEM or DER, in one file or several; - is"
              + " standard input.")
  private List<Path> files;

  @ArgGroup(multiplicity = "0..1")
  private @Nullable ExpectedKey expected;

  @Option(
      names = "--root",
      paramLabel = "FILE",
      description =
          "Trust this root, too: of a company that put its own attestation key on tokens.")
  private List<Path> roots = List.of();

  @Option(
      names = "--allow-simulated",
      description = "End with 0 for a simulated token's statement, which proves nothing.")
  private boolean allowSimulated;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  KeysVerifyAttestation(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    InputStream in = invocation.surroundings().in();
    List<byte[]> certificates = new ArrayList<>();
    files.forEach(file -> certificates.addAll(CertificateBundle.read(in, file)));
    List<X509Certificate> given =
        roots.stream().map(root -> CertificateFile.read(in, root)).toList();
    Optional<PublicKey> key = Optional.ofNullable(expected).map(option -> option.read(in));
    AttestationResult result =
        Statements.verifier(given)
            .verify(certificates, invocation.surroundings().clock().instant());
    Optional<Boolean> matches =
        result instanceof Verified verified ? key.map(verified::isFor) : Optional.empty();
    boolean believed = believed(result, matches);
    if (json) {
      print(result, matches);
      return believed ? 0 : ExitCode.FAILED.code();
    }
    if (result instanceof Refused refused) {
      throw new Failure(
          ExitCode.FAILED,
          refused.detail(),
          "do not believe it; ask for the statement and the token's own certificate (slot f9)"
              + " again");
    }
    Verified verified = (Verified) result;
    print(verified);
    requireBelieved(verified, matches);
    return 0;
  }

  private boolean believed(AttestationResult result, Optional<Boolean> matches) {
    return result instanceof Verified verified
        && matches.orElse(true)
        && (allowSimulated || verified.anchor().kind() != TrustAnchor.Kind.SIMULATED);
  }

  private void requireBelieved(Verified verified, Optional<Boolean> matches) {
    if (!matches.orElse(true)) {
      throw new Failure(
          ExitCode.FAILED,
          "the statement is for another key than that in "
              + (expected == null ? "the file" : expected.file()),
          "ask for the statement of this very key");
    }
    if (!believed(verified, matches)) {
      throw new Failure(
          ExitCode.FAILED,
          "the token is simulated: its statement proves nothing",
          "have the key made on a real token; in a trial, --allow-simulated lets it pass");
    }
  }

  private void print(AttestationResult result, Optional<Boolean> matches) {
    Json.print(
        invocation.out(),
        out -> {
          out.writeStartObject();
          StatementJson.write(out, result);
          if (matches.isPresent()) {
            out.writeBooleanField("keyMatches", matches.get());
          } else {
            out.writeNullField("keyMatches");
          }
          out.writeEndObject();
        });
  }

  private void print(Verified verified) {
    PivStatement statement = verified.statement();
    PrintStream out = invocation.out();
    out.println("slot:          " + statement.slot());
    out.println("key:           " + StatementJson.algorithm(statement.key()));
    out.println("PIN policy:    " + StatementJson.name(statement.pinPolicy()));
    out.println("touch policy:  " + StatementJson.name(statement.touchPolicy()));
    out.println("serial:        " + statement.serial());
    out.println("firmware:      " + statement.firmware());
    out.println(
        "form factor:   "
            + statement
                .formFactor()
                .map(form -> form.description() + (form.fips() ? ", FIPS series" : ""))
                .orElse("not told"));
    out.println("root:          " + verified.anchor().name());
    out.println(
        switch (verified.anchor().kind()) {
          case VENDOR -> "This proves hardware: the root is the vendor's own.";
          case SIMULATED -> "Simulated: proves nothing.";
          case GIVEN ->
              "The root is one that --root gave: whether it stands for hardware is for its owner to"
                  + " say.";
        });
  }
}
