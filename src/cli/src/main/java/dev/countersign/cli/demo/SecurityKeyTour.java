package dev.countersign.cli.demo;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.webauthn.AssertionResult;
import dev.countersign.relyingparty.webauthn.Caller;
import dev.countersign.relyingparty.webauthn.Ceremonies;
import dev.countersign.relyingparty.webauthn.Policy;
import dev.countersign.relyingparty.webauthn.RegistrationResult;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The steps of the tour about a security key, with a site that registers it and checks it. */
final class SecurityKeyTour {
  static final String PIN_FILE = "key-pin.txt";

  private static final String ORIGIN = "https://signin.example.com";
  private static final String OTHER_ORIGIN = "https://signin.example.net";
  private static final Caller ALICE = Caller.of("the session of this tour", "alice");
  private static final int USAGE = 2;

  private final Tour tour;
  private final Workspace files;
  private final PrintStream out;

  SecurityKeyTour(Tour tour, Workspace files, PrintStream out) {
    this.tour = tour;
    this.files = files;
    this.out = out;
  }

  void run(InstantSource clock, SecureRandom random) throws IOException {
    Ceremonies site =
        new Ceremonies(
            Policy.usual("signin.example.com", "Example", "123456789012", ORIGIN),
            new InMemoryStateStore(),
            clock,
            random);
    tour.say("A security key: it gets a PIN first");
    tour.run("fido", "pin", "set", "--new-pin-file", PIN_FILE);
    register(site);
    signIn(site);
    tour.say("What happens at a page that only looks like the site");
    files.write("again.json", bytes(site.beginAssertion(ALICE).options()));
    tour.runRefused(USAGE, "fido", "assert", "--options", "again.json", "--origin", OTHER_ORIGIN);
  }

  private void register(Ceremonies site) throws IOException {
    tour.say("A site wants a key registered: what a browser would be handed is in create.json");
    files.write("create.json", bytes(site.beginRegistration(ALICE, "Alice").options()));
    ceremony("register", "create.json", "registration.json");
    RegistrationResult result =
        site.finishRegistration(ALICE, "blue", content("registration.json"));
    if (!(result instanceof RegistrationResult.Registered registered)) {
      throw unexpected();
    }
    out.println("(The site: registered as %s.)".formatted(registered.key().arn()));
  }

  private void signIn(Ceremonies site) throws IOException {
    tour.say("Later the user signs in: the site's challenge is in get.json");
    files.write("get.json", bytes(site.beginAssertion(ALICE).options()));
    ceremony("assert", "get.json", "response.json");
    String response = content("response.json");
    if (!(site.finishAssertion(ALICE, response) instanceof AssertionResult.SignedIn signedIn)) {
      throw unexpected();
    }
    out.println(
        "(The site: right, %s is signed in, verified by the PIN.)".formatted(signedIn.user()));
    if (site.finishAssertion(ALICE, response).accepted()) {
      throw unexpected();
    }
    out.println("(The site: the same response again: refused, its challenge was used.)");
  }

  private void ceremony(String command, String options, String response) {
    files.file(response); // removed with the others
    tour.run(
        "fido",
        command,
        "--options",
        options,
        "--origin",
        ORIGIN,
        "--pin-file",
        PIN_FILE,
        "--out",
        response);
  }

  private String content(String name) throws IOException {
    return Files.readString(files.file(name));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Failure unexpected() {
    return new Failure(
        ExitCode.FAILED, "the site did not say what it should", "report this with the output");
  }
}
