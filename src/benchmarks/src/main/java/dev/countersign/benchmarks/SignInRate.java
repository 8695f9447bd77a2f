package dev.countersign.benchmarks;

import com.yubico.webauthn.AssertionRequest;
import com.yubico.webauthn.FinishAssertionOptions;
import com.yubico.webauthn.data.ByteArray;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.webauthn.Caller;
import dev.countersign.relyingparty.webauthn.Ceremonies;
import dev.countersign.relyingparty.webauthn.Policy;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Sign-ins per second beside those of the library alone, from the text of a browser to the answer,
 * and what a challenge costs while others are out. Both are measured in turns; medians are
 * compared.
 */
final class SignInRate {
  /** The least that is left of the rate of the library. */
  static final double BUDGET_PERCENT = 90;

  private static final int OUTSTANDING = 100_000;
  private static final String RP_ID = "example.org";
  private static final Caller ALICE = Caller.of("session", "alice");

  private SignInRate() {}

  static void print(PrintStream out, int rounds) throws Exception {
    out.printf(
        "%nSign-ins with security keys, medians of %d in turns (budget: at least %.0f %% of the"
            + " library's)%n",
        rounds, BUDGET_PERCENT);
    Ceremonies ceremonies =
        new Ceremonies(
            Policy.usual(RP_ID, "Benchmark", "123456789012", "https://" + RP_ID),
            new InMemoryStateStore(),
            Instant::now,
            new SecureRandom());
    SoftwareKey key = new SoftwareKey();
    String creation = ceremonies.beginRegistration(ALICE, "alice").options();
    String user = creation.substring(creation.indexOf("\"user\""));
    String handle = SoftwareKey.member(user, "id");
    String made = key.create(RP_ID, SoftwareKey.member(creation, "challenge"));
    if (!ceremonies.finishRegistration(ALICE, "key", made).accepted()) {
      throw new IllegalStateException("the key is not registered");
    }
    rates(out, ceremonies, key, handle, rounds);
    challenges(out, ceremonies, rounds);
    rates(out, ceremonies, key, handle, rounds);
  }

  private static void rates(
      PrintStream out, Ceremonies ceremonies, SoftwareKey key, String handle, int rounds)
      throws Exception {
    BareLibrary library = new BareLibrary(RP_ID, key, ByteArray.fromBase64Url(handle));
    Samples bare = new Samples(rounds);
    Samples parsed = new Samples(rounds);
    Samples whole = new Samples(rounds);
    for (int i = -rounds; i < rounds; i++) {
      String options = ceremonies.beginAssertion(ALICE).options();
      String challenge = SoftwareKey.member(options, "challenge");
      String response = key.get(RP_ID, challenge, handle);
      AssertionRequest request = library.request(ByteArray.fromBase64Url(challenge));
      long start = System.nanoTime();
      FinishAssertionOptions read = BareLibrary.read(request, response);
      long began = System.nanoTime();
      boolean first = library.finish(read);
      long between = System.nanoTime();
      boolean second = ceremonies.finishAssertion(ALICE, response).accepted();
      long ended = System.nanoTime();
      if (!first || !second) {
        throw new IllegalStateException("a sign-in is refused");
      }
      if (i >= 0) {
        bare.add(between - began);
        parsed.add(between - start);
        whole.add(ended - between);
      }
    }
    print(out, "library, parsed before", bare, bare);
    print(out, "library, from the text", parsed, bare);
    print(out, "ours, from the text", whole, bare);
  }

  private static void print(PrintStream out, String what, Samples samples, Samples bare) {
    double percent = 100 * bare.ratio(samples);
    out.printf(
        "  %-24s %8.1f us %7.0f /s %7.1f %%  %s%n",
        what,
        samples.medianMicros(),
        1_000_000 / samples.medianMicros(),
        percent,
        !what.startsWith("ours") ? "" : percent >= BUDGET_PERCENT ? "ok" : "UNDER");
  }

  private static void challenges(PrintStream out, Ceremonies ceremonies, int rounds) {
    Caller anybody = Caller.unnamed("session");
    double before = begins(ceremonies, anybody, rounds);
    for (int i = 0; i < OUTSTANDING; i++) {
      ceremonies.beginAssertion(anybody).options();
    }
    double after = begins(ceremonies, anybody, rounds);
    out.printf(
        "  a challenge, with few out %.1f us, with %,d out %.1f us%n",
        before, OUTSTANDING, after);
  }

  private static double begins(Ceremonies ceremonies, Caller caller, int rounds) {
    Samples samples = new Samples(rounds);
    for (int i = -rounds; i < rounds; i++) {
      long began = System.nanoTime();
      ceremonies.beginAssertion(caller).options();
      if (i >= 0) {
        samples.add(System.nanoTime() - began);
      }
    }
    return samples.medianMicros();
  }
}
