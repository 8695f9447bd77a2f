package dev.countersign.cli.mfa;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.SeedGuard;
import dev.countersign.cli.seeds.Enrolment;
import dev.countersign.cli.seeds.SeedInput;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Secret;
import dev.countersign.host.pin.Dialogue;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.HotpValue;
import dev.countersign.wire.oath.OathHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a seed comes from, and what its account shall be where the issuer does not say. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SeedOptions {
  /** The shortest seed ([RFC4226] 4, requirement R6). */
  private static final int MIN_SEED_BYTES = 16;

  /** The block of SHA-512: a longer key would be hashed, and no issuer hands one out. */
  private static final int MAX_SEED_BYTES = 128;

  private static final int MAX_TYPED_BYTES = 4000;
  private static final int USUAL_DIGITS = 6;
  private static final int MAX_PERIOD_SECONDS = 86_400;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Take the seed from a file: an otpauth URI, base32 (also as the AWS CLI writes it), PSKC,"
              + " or the QR code as PNG or JPEG; - is standard input. It is asked for when left"
              + " out.")
  private @Nullable Path from;

  @Option(names = "--issuer", paramLabel = "NAME", description = "Who asks for the codes.")
  private @Nullable String issuer;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "totp (by time) or hotp (by counter).")
  private @Nullable CodeKind type;

  @Option(names = "--hash", paramLabel = "HASH", description = "sha1, sha256 or sha512.")
  private @Nullable String hash;

  @Option(names = "--digits", paramLabel = "N", description = "Digits of a code: 6, 7 or 8.")
  private @Nullable Integer digits;

  @Option(names = "--period", paramLabel = "SECONDS", description = "Period of a TOTP account.")
  private @Nullable Integer period;

  @Option(names = "--counter", paramLabel = "N", description = "First counter of an HOTP account.")
  private @Nullable Long counter;

  @Option(
      names = "--allow-short-seed",
      description = "Take a seed of fewer than 16 bytes, which is easier to guess.")
  private boolean shortSeed;

  /** Takes the seed from a file that is named otherwise than by the option. */
  void from(Optional<Path> file) {
    if (file.isPresent() && from != null) {
      throw Failure.usage("the seed is to come from two places", "name one file, or -");
    }
    file.ifPresent(other -> from = other);
    if (from != null && !Files.exists(from)) {
      SeedGuard.check(from.toString());
    }
  }

  /** The file that still holds the seed afterwards. */
  Optional<Path> file() {
    return Optional.ofNullable(from).filter(file -> !file.toString().equals("-"));
  }

  /** Reads the seed, or asks for it; the caller closes it. */
  Enrolment read(Invocation invocation) {
    if (from != null) {
      return SeedInput.read(invocation.surroundings().in(), from);
    }
    Optional<Dialogue> person = invocation.surroundings().dialogue().get();
    if (person.isEmpty()) {
      throw Failure.usage(
          "there is no terminal at which the seed could be asked for",
          "give it on standard input with --from -, or in a file with --from FILE");
    }
    try (Secret typed =
        person
            .get()
            .hidden("Seed (base32 or an otpauth URI; it is not shown)", MAX_TYPED_BYTES)
            .orElseThrow(
                () ->
                    new Failure(
                        ExitCode.FAILED, "no seed was entered", "run it again and paste it"))) {
      return SeedInput.typed(typed);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "the seed cannot be asked for at the terminal: " + e.getMessage(),
          "give it on standard input with --from -, or in a file with --from FILE",
          e);
    }
  }

  /**
   * What the account shall be: options go before what the issuer says.
   *
   * @param given the name that was given as an argument
   */
  NewAccount account(Enrolment enrolment, Optional<AccountName> given, boolean touch) {
    requireLength(enrolment.seed().length());
    CodeKind kind = type != null ? type : enrolment.kind().orElse(CodeKind.TOTP);
    AccountId id = name(enrolment, given).id(period(enrolment, kind));
    try {
      return new NewAccount(
          id, kind, hash(enrolment), digits(enrolment), counter(enrolment, kind), touch);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("" + e.getMessage(), "see countersign mfa add --help");
    }
  }

  private void requireLength(int bytes) {
    if (bytes < MIN_SEED_BYTES && !shortSeed) {
      throw Failure.usage(
          "the seed has %d bytes, and a good one has at least %d".formatted(bytes, MIN_SEED_BYTES),
          "check that it is whole; if the issuer gives no longer one, add --allow-short-seed");
    } else if (bytes > MAX_SEED_BYTES) {
      throw Failure.usage(
          "the seed has %d bytes, and none has more than %d".formatted(bytes, MAX_SEED_BYTES),
          "check that it is the seed, and nothing else");
    }
  }

  private AccountName name(Enrolment enrolment, Optional<AccountName> given) {
    if (issuer != null) {
      SeedGuard.check(issuer);
    }
    String name =
        given
            .map(AccountName::name)
            .or(enrolment::name)
            .orElseThrow(
                () ->
                    Failure.usage(
                        "the seed comes without the name of its account",
                        "give one: countersign mfa add AWS:alice"));
    Optional<String> who =
        Optional.ofNullable(issuer)
            .or(() -> given.isPresent() ? given.get().issuer() : Optional.empty())
            .or(enrolment::issuer)
            .filter(text -> !text.isBlank());
    return new AccountName(who, name);
  }

  private Optional<Duration> period(Enrolment enrolment, CodeKind kind) {
    if (kind == CodeKind.HOTP) {
      if (period != null) {
        throw Failure.usage("an HOTP account has no period", "leave --period out");
      }
      return Optional.empty();
    } else if (period != null && (period < 1 || period > MAX_PERIOD_SECONDS)) {
      throw Failure.usage(
          "a period has 1 to %d seconds".formatted(MAX_PERIOD_SECONDS),
          "leave --period out: it is 30");
    }
    return period != null
        ? Optional.of(Duration.ofSeconds(period))
        : enrolment.period().or(() -> Optional.of(AccountId.USUAL_PERIOD));
  }

  private OathHash hash(Enrolment enrolment) {
    if (hash == null) {
      return enrolment.hash().orElse(OathHash.SHA1);
    }
    return OathHash.byName(hash)
        .orElseThrow(
            () ->
                Failure.usage(
                    "'%s' is no hash for codes".formatted(hash), "use sha1, sha256 or sha512"));
  }

  private int digits(Enrolment enrolment) {
    int wanted = digits != null ? digits : enrolment.digits().orElse(USUAL_DIGITS);
    if (wanted < HotpValue.MIN_DIGITS || wanted > HotpValue.MAX_DIGITS) {
      throw Failure.usage(
          "codes of %d digits cannot be made".formatted(wanted), "a code has 6, 7 or 8 digits");
    }
    return wanted;
  }

  private long counter(Enrolment enrolment, CodeKind kind) {
    if (kind == CodeKind.HOTP) {
      return counter != null ? counter : enrolment.counter().orElse(0);
    } else if (counter != null) {
      throw Failure.usage(
          "a TOTP account has no counter", "leave --counter out, or say --type hotp");
    }
    return 0;
  }
}
