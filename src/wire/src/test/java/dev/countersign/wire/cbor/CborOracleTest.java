package dev.countersign.wire.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import dev.countersign.wire.cbor.CborDecoder.Strictness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Items of all sorts are written as another implementation of [CTAP2.1] 8 writes them. */
class CborOracleTest {
  private static final CBOREncodeOptions CANONICAL = CBOREncodeOptions.DefaultCtap2Canonical;
  private static final int ITEMS = 500;

  /** The same item twice. */
  private record Pair(Cbor ours, CBORObject theirs) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void bothWriteAndReadTheSame(long seed) throws CborException {
    Random random = new Random(seed);
    for (int i = 0; i < ITEMS; i++) {
      Pair pair = item(random, CborDecoder.MESSAGE_DEPTH);
      byte[] theirs = pair.theirs().EncodeToBytes(CANONICAL);
      assertThat(pair.ours().encode()).isEqualTo(theirs);
      assertThat(CborDecoder.decode(theirs, Strictness.CANONICAL)).isEqualTo(pair.ours());
      assertThat(CBORObject.DecodeFromBytes(pair.ours().encode(), CANONICAL))
          .isEqualTo(pair.theirs());
    }
  }

  private static Pair item(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> number(random);
      case 1 -> bytes(random);
      case 2 -> text(random);
      case 3 -> new Pair(Cbor.bool(true), CBORObject.True);
      case 4 -> new Pair(new Cbor.Null(), CBORObject.Null);
      case 5 -> array(random, depth - 1);
      default -> map(random, depth - 1);
    };
  }

  private static Pair number(Random random) {
    long number = random.nextLong() >> random.nextInt(Long.SIZE);
    return new Pair(Cbor.integer(number), CBORObject.FromObject(number));
  }

  private static Pair bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 4 : 300)];
    random.nextBytes(bytes);
    return new Pair(Cbor.bytes(bytes), CBORObject.FromObject(bytes));
  }

  private static Pair text(Random random) {
    String text = "aü€\ud83d\ude00".substring(0, random.nextInt(4)).repeat(random.nextInt(40));
    return new Pair(Cbor.text(text), CBORObject.FromObject(text));
  }

  private static Pair array(Random random, int depth) {
    List<Cbor> ours = new ArrayList<>();
    CBORObject theirs = CBORObject.NewArray();
    for (int i = random.nextInt(30); i > 0; i--) {
      Pair pair = item(random, Math.min(depth, random.nextInt(depth + 1)));
      ours.add(pair.ours());
      theirs.Add(pair.theirs());
    }
    return new Pair(new Cbor.Array(ours), theirs);
  }

  private static Pair map(Random random, int depth) {
    Map<Cbor, Cbor> ours = new LinkedHashMap<>();
    CBORObject theirs = CBORObject.NewMap();
    for (int i = random.nextInt(30); i > 0; i--) {
      Pair key =
          switch (random.nextInt(3)) {
            case 0 -> number(random);
            case 1 -> bytes(random);
            default -> text(random);
          };
      Pair value = item(random, Math.min(depth, random.nextInt(depth + 1)));
      ours.put(key.ours(), value.ours());
      theirs.set(key.theirs(), value.theirs());
    }
    return new Pair(Cbor.map(ours), theirs);
  }
}
