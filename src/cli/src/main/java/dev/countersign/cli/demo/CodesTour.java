package dev.countersign.cli.demo;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.relyingparty.code.CodeResult;
import dev.countersign.relyingparty.code.Enrolment;
import dev.countersign.relyingparty.code.TotpDevice;
import dev.countersign.relyingparty.code.TotpProfile;
import dev.countersign.relyingparty.code.TotpVerifier;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.wire.oath.Base32;
import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** The steps of the tour about MFA codes, with a service that enrols the device and verifies. */
final class CodesTour {
  private static final String ACCOUNT = "AWS:alice";
  private static final String SEED_FILE = "seed.txt";

  private final Tour tour;
  private final Workspace files;
  private final PrintStream out;
  private final TotpVerifier service;
  private final TotpDevice device = TotpDevice.usual("arn:aws:iam::123456789012:mfa/alice");

  CodesTour(Tour tour, Workspace files, PrintStream out, TourClock clock) {
    this.tour = tour;
    this.files = files;
    this.out = out;
    this.service = new TotpVerifier(TotpProfile.AWS, new InMemoryStateStore(), clock);
  }

  void run(SecureRandom random) throws IOException {
    byte[] seed = Enrolment.newSeed(random, Enrolment.AWS_SEED_BYTES);
    try {
      tour.say("An MFA device: the service hands out a seed, which goes onto the token and stays");
      hand(seed);
      tour.run("mfa", "add", ACCOUNT, "--from", SEED_FILE);
      tour.say("Two codes, one after the other, enrol it (the tour puts its clock forward)");
      List<String> pair = tour.run("mfa", "pair", ACCOUNT).lines().toList();
      accepted(service.synchronise(device, seed, pair.get(0), pair.get(1)), "both fit: enrolled");
      tour.say("A code, to sign in with");
      String code = tour.run("mfa", "code", ACCOUNT).strip();
      accepted(service.verify(device, seed, code), "right: signed in");
      say(
          service.verify(device, seed, code) instanceof CodeResult.Refused,
          "the same code again: refused, since it was used");
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** Writes the seed as AWS does, in base32. */
  private void hand(byte[] seed) throws IOException {
    char[] text = Base32.encode(seed);
    byte[] bytes = new byte[text.length];
    try {
      for (int i = 0; i < text.length; i++) {
        bytes[i] = (byte) text[i];
      }
      files.writePrivate(SEED_FILE, bytes);
    } finally {
      Arrays.fill(text, '\0');
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private void accepted(CodeResult result, String words) {
    say(result.accepted(), words);
  }

  private void say(boolean expected, String words) {
    if (!expected) {
      throw new Failure(
          ExitCode.FAILED, "the service did not say what it should", "report this with the output");
    }
    out.println("(The service: " + words + ".)");
  }
}
