package dev.countersign.junit;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PIN entry for tests: answers what it was told to and remembers what it was asked. The values
 * are kept in plain sight, so it is for secrets that protect nothing.
 */
public final class ScriptedPins implements PinEntry {
  /** The PIN of a simulated token that nobody changed. */
  public static final String FACTORY_PIN = "123456";

  /** The PUK of a simulated token that nobody changed. */
  public static final String FACTORY_PUK = "12345678";

  /** The management key of a simulated token that nobody changed, in hexadecimal. */
  public static final String FACTORY_MANAGEMENT_KEY =
      "010203040506070801020304050607080102030405060708";

  private final Map<Kind, byte[]> answers = new EnumMap<>(Kind.class);
  private final List<Kind> asked = new ArrayList<>();

  /** Has no answer to anything: what is asked fails with {@link TokenException.PinNotGiven}. */
  public ScriptedPins() {}

  /** Answers with the values of a token that nobody changed. */
  public static ScriptedPins factory() {
    return new ScriptedPins()
        .answer(Kind.PIN, FACTORY_PIN)
        .answer(Kind.PUK, FACTORY_PUK)
        .answer(Kind.MANAGEMENT_KEY, FACTORY_MANAGEMENT_KEY);
  }

  /**
   * Sets the answer from now on.
   *
   * @param value the PIN or PUK as text, the management key in hexadecimal
   */
  public synchronized ScriptedPins answer(Kind kind, String value) {
    answers.put(
        kind,
        kind == Kind.MANAGEMENT_KEY
            ? HexFormat.of().parseHex(value)
            : value.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Has no answer to this from now on. */
  public synchronized ScriptedPins silence(Kind kind) {
    answers.remove(kind);
    return this;
  }

  /** What was asked for so far, in order. */
  public synchronized List<Kind> asked() {
    return List.copyOf(asked);
  }

  /** How often this was asked for so far. */
  public synchronized long asked(Kind kind) {
    return asked.stream().filter(kind::equals).count();
  }

  @Override
  public synchronized Secret enter(PinRequest request) {
    asked.add(request.kind());
    byte @Nullable [] answer = answers.get(request.kind());
    if (answer == null) {
      throw new TokenException.PinNotGiven(
          request.token().get(),
          request.purpose(),
          "the test has no answer for the " + request.kind().label(),
          "give one with ScriptedPins.answer");
    }
    return Secret.copyOf(answer);
  }

  @Override
  public String toString() {
    return "ScriptedPins";
  }
}
