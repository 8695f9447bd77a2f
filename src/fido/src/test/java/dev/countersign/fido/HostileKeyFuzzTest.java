package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.AssertionRequest.LargeBlob;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecretSalt;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.device.fido.Verification;
import dev.countersign.simulator.fido.FidoFeatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key that answers well but for some messages, where it answers anything: all that can be asked
 * of it ends, in a result that is true or in a {@link TokenException}.
 */
class HostileKeyFuzzTest {
  private static final int MOST_MESSAGES = 20_000;
  private static final Ceremony CEREMONY =
      new Ceremony("test", Duration.ofSeconds(2), new Cancellation());

  /** What the keys keep when {@link WiredKey#PIN} is set: setting it takes long. */
  private static final List<byte[]> RECORDS =
      CeremonyTest.keys().stream().map(HostileKeyFuzzTest::withPin).toList();

  private static byte[] withPin(FidoFeatures features) {
    WiredKey wired = new WiredKey(features);
    attempt(() -> WiredKey.setPin(wired.token()));
    return wired.record();
  }

  /** What the key does otherwise than well, at one message or from it on. */
  sealed interface Change {
    int at();

    byte[] apply(byte[] answer);

    default boolean concerns(int message) {
      return message == at();
    }
  }

  record Answer(@InRange(min = 1, max = 40) int at, byte @NotNull [] bytes) implements Change {
    @Override
    public byte[] apply(byte[] answer) {
      return bytes.clone();
    }
  }

  record AnswerFromThenOn(@InRange(min = 1, max = 40) int at, byte @NotNull [] bytes)
      implements Change {
    @Override
    public byte[] apply(byte[] answer) {
      return bytes.clone();
    }

    @Override
    public boolean concerns(int message) {
      return message >= at;
    }
  }

  record OtherByte(
      @InRange(min = 1, max = 40) int at, @InRange(min = 0, max = 1200) int place, byte value)
      implements Change {
    @Override
    public byte[] apply(byte[] answer) {
      byte[] changed = answer.clone();
      if (changed.length > 0) {
        changed[place % changed.length] = value;
      }
      return changed;
    }
  }

  record Cut(@InRange(min = 1, max = 40) int at, @InRange(min = 0, max = 1200) int length)
      implements Change {
    @Override
    public byte[] apply(byte[] answer) {
      return Arrays.copyOf(answer, Math.min(length, answer.length));
    }
  }

  static Stream<Arguments> seeds() {
    List<Arguments> seeds = new ArrayList<>();
    for (int make = 0; make < 4; make++) {
      seeds.add(arguments(make, List.of()));
      seeds.add(arguments(make, List.of(new AnswerFromThenOn(1, new byte[0]))));
      for (int at = 1; at <= 16; at++) {
        seeds.add(arguments(make, List.of(new Answer(at, HexFormat.of().parseHex("00a0")))));
        seeds.add(arguments(make, List.of(new AnswerFromThenOn(at, new byte[] {0x31}))));
        seeds.add(
            arguments(make, List.of(new OtherByte(at, 11 * at, (byte) 0x9B), new Cut(at + 2, 90))));
      }
    }
    return seeds.stream();
  }

  @MethodSource("seeds")
  @FuzzTest
  void endsInATrueResultOrATokenException(
      @InRange(min = 0, max = 3) int make,
      @NotNull @WithSize(max = 5) List<@NotNull Change> changes) {
    WiredKey wired = WiredKey.quick(CeremonyTest.keys().get(make), RECORDS.get(make));
    AtomicInteger messages = new AtomicInteger();
    wired.tamper(
        (request, answer) -> {
          int message = messages.incrementAndGet();
          byte[] changed = answer;
          for (Change change : changes) {
            changed = change.concerns(message) ? change.apply(changed) : changed;
          }
          return changed.length == 0 && !isCtap2(request) ? new byte[] {0x6F, 0} : changed;
        });
    AtomicInteger questions = new AtomicInteger();
    use(wired, questions);
    List<String> sent = wired.messages();
    assertThat(sent).hasSizeLessThan(MOST_MESSAGES);
    long pins = sent.stream().filter(each -> each.equals("06.9") || each.equals("06.5")).count();
    assertThat(pins).as("PINs").isLessThanOrEqualTo(questions.get());
  }

  private static boolean isCtap2(byte[] request) {
    return request[0] != 0;
  }

  private static void use(WiredKey wired, AtomicInteger questions) {
    Token token =
        wired.token(
            request -> {
              questions.incrementAndGet();
              return Secret.copyOf(WiredKey.PIN.toCharArray());
            });
    attempt(() -> assertThat(token.identity().label()).isNotBlank());
    List<MadeCredential> made = new ArrayList<>();
    attempt(() -> made.add(make(token)));
    for (MadeCredential credential : made) {
      attempt(() -> prove(token, credential));
    }
    attempt(
        () ->
            token
                .capability(StoredCredentials.class)
                .ifPresent(stored -> assertThat(stored.list()).hasSizeLessThan(MOST_MESSAGES)));
  }

  private static MadeCredential make(Token token) {
    SecurityKey key = token.require(SecurityKey.class);
    boolean full = key.info().has("largeBlobs");
    Wishes wishes =
        new Wishes(
            Optional.empty(), false, true, full, Optional.empty(), false, OptionalInt.empty());
    MadeCredential made =
        key.make(Requests.make(Verification.PREFERRED, full, List.of(), wishes), CEREMONY);
    assertThat(Requests.authenticatorData(made)).hasSizeGreaterThan(37);
    return made;
  }

  private static void prove(Token token, MadeCredential made) {
    boolean secrets = made.secrets();
    AssertionRequest request =
        new AssertionRequest(
            Requests.HASH,
            Requests.RP,
            List.of(made.id()),
            Verification.PREFERRED,
            true,
            secrets ? List.of(SecretSalt.ofPrfInput(new byte[1])) : List.of(),
            made.largeBlob() ? Optional.of(new LargeBlob.Write(new byte[9])) : Optional.empty(),
            false);
    for (Assertion proved : token.require(SecurityKey.class).prove(request, CEREMONY)) {
      try (proved) {
        assertThat(proved.credential()).isEqualTo(made.id());
        assertThat(proved.authenticatorData()[32] & 1).isEqualTo(1);
        proved.extras().secrets().forEach(secret -> assertThat(secret.length()).isEqualTo(32));
      }
    }
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (TokenException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain(WiredKey.PIN);
      assertThat(e.remedy()).isNotBlank();
    }
  }
}
