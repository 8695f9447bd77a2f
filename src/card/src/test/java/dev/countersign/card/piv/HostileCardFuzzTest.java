package dev.countersign.card.piv;

import static dev.countersign.card.piv.Bench.slot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.code_intelligence.jazzer.mutation.annotation.WithSize;
import dev.countersign.card.apdu.RedactedTrace;
import dev.countersign.device.Attestation;
import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.PinManagement;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.Profile;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A card that answers well but for some commands, where it answers anything: listing, signing and
 * attesting end, in a result that is true or in a {@link TokenException}.
 */
class HostileCardFuzzTest {
  private static final byte[] MESSAGE = {1};
  private static final int MOST_COMMANDS = 40_000;
  private static final Map<Profile, Map<String, byte[]>> TAPES = new EnumMap<>(Profile.class);

  /** What the card does otherwise than well, at one command or from it on. */
  sealed interface Change {
    int at();

    byte[] apply(byte[] answer) throws ChannelException;

    default boolean concerns(int command) {
      return command == at();
    }
  }

  record Answer(@InRange(min = 1, max = 150) int at, byte @NotNull [] bytes) implements Change {
    @Override
    public byte[] apply(byte[] answer) {
      return bytes.clone();
    }
  }

  record AnswerFromThenOn(@InRange(min = 1, max = 150) int at, byte @NotNull [] bytes)
      implements Change {
    @Override
    public byte[] apply(byte[] answer) {
      return bytes.clone();
    }

    @Override
    public boolean concerns(int command) {
      return command >= at;
    }
  }

  record OtherByte(
      @InRange(min = 1, max = 150) int at, @InRange(min = 0, max = 2000) int place, byte value)
      implements Change {
    @Override
    public byte[] apply(byte[] answer) {
      if (answer.length > 0) {
        answer[place % answer.length] = value;
      }
      return answer;
    }
  }

  record Cut(@InRange(min = 1, max = 150) int at, @InRange(min = 0, max = 600) int length)
      implements Change {
    @Override
    public byte[] apply(byte[] answer) {
      return Arrays.copyOf(answer, Math.min(length, answer.length));
    }
  }

  record Status(@InRange(min = 1, max = 150) int at, short value) implements Change {
    @Override
    public byte[] apply(byte[] answer) {
      byte[] changed = Arrays.copyOf(answer, Math.max(answer.length, 2));
      changed[changed.length - 2] = (byte) (value >> 8);
      changed[changed.length - 1] = (byte) value;
      return changed;
    }
  }

  record NoAnswer(@InRange(min = 1, max = 150) int at, ChannelException.@NotNull Kind kind)
      implements Change {
    @Override
    public byte[] apply(byte[] answer) throws ChannelException {
      throw new ChannelException(kind, "by plan");
    }
  }

  static Stream<Arguments> seeds() {
    List<Arguments> seeds = new ArrayList<>();
    for (Profile profile : Profile.withPiv()) {
      seeds.add(arguments(profile, List.of()));
      seeds.add(arguments(profile, List.of(new AnswerFromThenOn(4, bytes("016100")))));
      seeds.add(arguments(profile, List.of(new NoAnswer(9, ChannelException.Kind.RESET))));
      for (int at = 1; at <= 12; at++) {
        seeds.add(arguments(profile, List.of(new Answer(at, bytes("9000")))));
        seeds.add(arguments(profile, List.of(new Status(at, (short) 0x6982))));
        seeds.add(arguments(profile, List.of(new OtherByte(at, 6, (byte) 1), new Cut(at + 1, 9))));
      }
    }
    return seeds.stream();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @MethodSource("seeds")
  @FuzzTest
  void endsInATrueResultOrATokenException(
      @NotNull Profile profile, @NotNull @WithSize(max = 6) List<@NotNull Change> changes) {
    if (!Profile.withPiv().contains(profile)) {
      return;
    }
    TapedCard card =
        new TapedCard(profile, tape(profile), (command, answer) -> apply(changes, command, answer));
    List<String> trace = new ArrayList<>();
    AtomicInteger questions = new AtomicInteger();
    use(card.decorated(channel -> new RedactedTrace(channel, trace::add)), questions);

    assertThat(card.commands()).hasSizeLessThan(MOST_COMMANDS);
    long pinsSent = card.commands().stream().filter(c -> c[1] == 0x20 && c.length > 7).count();
    assertThat(pinsSent).as("VERIFY commands").isLessThanOrEqualTo(questions.get());
    assertThat(trace).noneMatch(line -> line.contains("313233343536"));
  }

  private static byte[] apply(List<Change> changes, int command, byte[] answer)
      throws ChannelException {
    byte[] changed = answer;
    for (Change change : changes) {
      if (change.concerns(command)) {
        changed = change.apply(changed);
      }
    }
    return changed;
  }

  /** What a card with keys of both kinds answers to all that {@link #use} asks of it. */
  private static synchronized Map<String, byte[]> tape(Profile profile) {
    return TAPES.computeIfAbsent(
        profile,
        key -> {
          Map<String, byte[]> tape = TapedCard.tape();
          try (Bench bench = new Bench(profile)) {
            TestKeys.generateWithCertificate(bench, "9a", KeyAlgorithm.P256);
            TestKeys.generateWithCertificate(bench, "9c");
            bench.token().reset();
            use(bench.readers().decorated(c -> TapedCard.recorder(c, tape)), new AtomicInteger());
          }
          return tape;
        });
  }

  private static void use(ChannelSource source, AtomicInteger questions) {
    try (Tokens tokens =
        Tokens.builder()
            .source(source)
            .driver(new PivDriver())
            .pinEntry(
                request -> {
                  questions.incrementAndGet();
                  return Bench.secret(Bench.PIN);
                })
            .open()) {
      for (Token token : tokens.list()) {
        attempt(() -> assertThat(token.identity().label()).isNotBlank());
        attempt(() -> token.require(SigningKeys.class).list().forEach(k -> attempt(() -> sign(k))));
        attempt(() -> sign(token.signingKey(slot("9a"))));
        attempt(() -> token.require(Attestation.class).attest(slot("9a")).get(0).getPublicKey());
        attempt(
            () ->
                token
                    .require(PinManagement.class)
                    .pinAttemptsLeft()
                    .ifPresent(left -> assertThat(left).isBetween(0, 255)));
      }
    }
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (TokenException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain(Bench.PIN);
      assertThat(e.remedy()).isNotBlank();
    }
  }

  private static void sign(SigningKey key) {
    boolean rsa = key.algorithm().family() == KeyAlgorithm.Family.RSA;
    boolean ec = key.algorithm().family() == KeyAlgorithm.Family.EC;
    SignatureAlgorithm algorithm =
        rsa
            ? SignatureAlgorithm.rsa(Digest.SHA256)
            : ec ? SignatureAlgorithm.ecdsa(Digest.SHA256) : SignatureAlgorithm.ed25519();
    byte[] signature = key.sign(algorithm, MESSAGE);
    try {
      Signature verifier =
          Signature.getInstance(rsa ? "SHA256withRSA" : ec ? "SHA256withECDSA" : "Ed25519");
      verifier.initVerify(key.publicKey());
      verifier.update(MESSAGE);
      assertThat(verifier.verify(signature)).as("signature with " + key.algorithm()).isTrue();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a signature that cannot be verified", e);
    }
    assertThat(key.certificateChain()).hasSizeLessThan(2);
  }
}
