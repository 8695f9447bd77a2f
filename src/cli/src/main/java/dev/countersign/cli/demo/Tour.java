package dev.countersign.cli.demo;

import dev.countersign.aws.cloudfront.CloudFrontVerifier;
import dev.countersign.aws.cloudfront.EpochTime;
import dev.countersign.aws.cloudfront.Verification;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.Surroundings;
import dev.countersign.cli.keyfiles.PublicKeyFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The steps of the tour, each a command as a person would type it. */
final class Tour {
  private static final String URL = "https://d111111abcdef8.cloudfront.net/films/1.mp4";
  private static final String CHANGED_URL = URL.replace("1.mp4", "2.mp4");
  private static final String KEY_PAIR_ID = "K2JCJMDEHXQW5F";

  private final Invocation invocation;
  private final Workspace files;
  private final PluggedToken token;
  private final PrintStream out;
  private final TourClock clock;
  private final Surroundings surroundings;
  private int step;

  Tour(Invocation invocation, Workspace files, PluggedToken token) {
    this.invocation = invocation;
    this.files = files;
    this.token = token;
    this.out = invocation.out();
    this.clock = new TourClock(invocation.surroundings().clock());
    this.surroundings = invocation.surroundings().withTime(clock, clock::skip);
  }

  void run() throws IOException {
    out.println("A tour on a simulated YubiKey. It is software: it protects nothing.");
    say("The token that is attached");
    run("tokens");
    say("A PIN of our own (here from a file; a person is asked for it), a PUK, a management key");
    files.writePrivate("pin.txt", randomPin() + "\n");
    run("piv", "setup", "--new-pin-file", "pin.txt");
    say("A key, made on the token: its private half never leaves it");
    run(
        "keys",
        "generate",
        "piv:slot=9c",
        "--algorithm",
        "rsa2048",
        "--out",
        "cdn.pem",
        "--pin-file",
        "pin.txt");
    run("keys", "list");
    say("A CloudFront URL that works for two hours");
    String signed =
        run(
                "cloudfront",
                "sign-url",
                URL,
                "--key",
                "piv:slot=9c",
                "--key-pair-id",
                KEY_PAIR_ID,
                "--expires",
                "2h",
                "--pin-file",
                "pin.txt")
            .strip();
    say("What CloudFront would say of it");
    run("cloudfront", "verify", signed, "--public-key", "cdn.pem");
    say("And what it would say had somebody changed the URL");
    runRefused(
        1, "cloudfront", "verify", signed.replace(URL, CHANGED_URL), "--public-key", "cdn.pem");
    say("What another program says of the signature");
    openssl(signed);
    new CodesTour(this, files, out, clock).run(surroundings.random().get());
    securityKey();
    out.println();
    out.println(
        "That was the tour; the token is gone. To do the same yourself, with a simulated token");
    out.println("that stays:");
    out.println("    countersign simulator create demo");
    out.println("    export COUNTERSIGN_SIMULATOR=demo");
    out.println("    countersign piv setup");
  }

  /** The steps with the security key alone. */
  void runSecurityKey() throws IOException {
    out.println("A tour on a simulated security key. It is software: it protects nothing.");
    say("The key that is attached");
    run("fido", "list");
    securityKey();
    out.println();
    out.println("That was the tour; the key is gone. To have a simulated one that stays:");
    out.println("    countersign simulator create blue --profile security-key");
    out.println("    countersign --simulator blue fido pin set");
  }

  private void securityKey() throws IOException {
    files.writePrivate(SecurityKeyTour.PIN_FILE, randomPin() + "\n");
    new SecurityKeyTour(this, files, out).run(clock, surroundings.random().get());
  }

  void say(String what) {
    step++;
    out.println();
    out.println(step + ". " + what + ".");
  }

  private String randomPin() {
    return "%06d".formatted(invocation.surroundings().random().get().nextInt(1_000_000));
  }

  String run(String... arguments) {
    Step done = Step.run(surroundings, files.directory(), token, arguments);
    show(arguments, done);
    if (done.exitCode() != 0) {
      throw new Failure(
          ExitCode.FAILED,
          "the tour stopped at: countersign " + String.join(" ", arguments),
          "run it again with -v and report what it prints");
    }
    return done.output();
  }

  /** Runs a command that must be refused with this exit code. */
  void runRefused(int code, String... arguments) {
    Step done = Step.run(surroundings, files.directory(), token, arguments);
    show(arguments, done);
    if (done.exitCode() != code) {
      throw new Failure(
          ExitCode.FAILED,
          "what must be refused was not: countersign " + String.join(" ", arguments),
          "report this: it must not happen");
    }
  }

  private void show(String[] arguments, Step done) {
    out.println(
        "$ countersign "
            + Arrays.stream(arguments).map(Tour::quoted).collect(Collectors.joining(" "))
            + (Arrays.asList(arguments).contains("sign-url") ? " | tee signed.txt" : ""));
    done.output().lines().forEach(line -> out.println("    " + line));
    done.errors().lines().forEach(line -> out.println("    " + line));
    if (done.exitCode() != 0) {
      out.println("    (exit code " + done.exitCode() + ")");
    }
    invocation.requireReader();
  }

  // The signed URL is long: a person would take it from a file.
  private static String quoted(String argument) {
    if (argument.startsWith(URL) && argument.length() > URL.length()) {
      return "\"$(cat signed.txt)\"";
    } else if (argument.startsWith(CHANGED_URL)) {
      return "\"$(sed s/1.mp4/2.mp4/ signed.txt)\"";
    }
    return argument.matches("[A-Za-z0-9_./:=@,+-]+") ? argument : "'" + argument + "'";
  }

  /** Writes what was signed and the signature into files, and has openssl compare them. */
  private void openssl(String signed) throws IOException {
    Path key = files.file("cdn.pem");
    Verification verification =
        CloudFrontVerifier.of(PublicKeyFile.read(invocation.surroundings().in(), key))
            .verifyUrl(signed, EpochTime.now(invocation.surroundings().clock()), Optional.empty());
    if (!(verification instanceof Verification.Allowed allowed)) {
      throw new Failure(ExitCode.FAILED, "the signed URL is refused", "report this");
    }
    files.write("policy.json", allowed.grant().policyText().getBytes(StandardCharsets.UTF_8));
    files.write("signature.bin", signature(signed));
    List<String> command =
        List.of(
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            "cdn.pem",
            "-signature",
            "signature.bin",
            "policy.json");
    out.println("(policy.json is what the URL says is allowed, signature.bin is its signature.)");
    Optional<Step> done = Step.external(invocation.surroundings(), files.directory(), command);
    if (done.isEmpty()) {
      out.println("    openssl is not on the PATH, so only our own verifier was asked.");
      return;
    }
    out.println("$ " + String.join(" ", command));
    done.get().output().lines().forEach(line -> out.println("    " + line));
    if (done.get().exitCode() != 0) {
      throw new Failure(
          ExitCode.FAILED, "openssl refuses the signature", "report this with the output above");
    }
  }

  // [CF-SIGNED]: base64 with the characters that a URL has a meaning for replaced.
  private static byte[] signature(String signed) {
    String start = "Signature=";
    int from = signed.indexOf(start) + start.length();
    int to = signed.indexOf('&', from);
    String text = signed.substring(from, to < 0 ? signed.length() : to);
    return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '=').replace('~', '/'));
  }
}
