package dev.countersign.junit.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.VirtualToken;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Signs thousands of times with one key object while the token is pulled, reset and made to answer
 * nonsense. What goes wrong, when and in which order follows from a seed.
 */
final class LongRun {
  /** What goes wrong, how it is scheduled, and what a caller may see of it; nothing always may. */
  enum Trouble {
    PULLED("remove", List.of(TokenException.Removed.class)),
    /** A virtual reader cannot tell that the card was reset: it answers as one that is. */
    RESET("reset", List.of(TokenException.Unavailable.class, TokenException.Refused.class)),
    RESET_BY_OTHER("", List.of()),
    REFUSED("status:6F00", List.of(TokenException.Refused.class)),
    PIN_STATE_LOST(
        "status:6982", List.of(TokenException.Refused.class, TokenException.TouchNotGiven.class)),
    /** In answer to SELECT it means that the card has no such application: another card. */
    NO_SUCH_KEY(
        "status:6A80",
        List.of(
            TokenException.NoKey.class,
            TokenException.Refused.class,
            TokenException.Removed.class)),
    CUT("truncate", List.of(TokenException.BadResponse.class)),
    /** A random status word may be any, that of another card or of a wrong PIN among them. */
    NONSENSE(
        "garbage",
        List.of(
            TokenException.BadResponse.class,
            TokenException.Refused.class,
            TokenException.NoKey.class,
            TokenException.Removed.class,
            TokenException.WrongPin.class,
            TokenException.PinBlocked.class,
            TokenException.TouchNotGiven.class)),
    TOO_MUCH("oversize", List.of(TokenException.BadResponse.class)),
    SLOW("slow:30ms", List.of()),
    SERVICE_KILLED("", List.of());

    private final String fault;
    private final List<Class<? extends TokenException>> seen;

    Trouble(String fault, List<Class<? extends TokenException>> seen) {
      this.fault = fault;
      this.seen = seen;
    }
  }

  /** Whoever handles the token and its reader. */
  interface Hand {
    /** Plugs the token in, where it is out. */
    void insert() throws Exception;

    /** Resets the card, as another program. */
    void reset() throws Exception;

    /** Kills the service and starts it again, with the token in. */
    void restartService() throws Exception;
  }

  private final VirtualToken token;
  private final SigningKey key;
  private final Hand hand;
  private final Random random;
  private final long seed;
  private final Map<Trouble, Integer> injected = new EnumMap<>(Trouble.class);
  private final Map<Trouble, Integer> noticed = new EnumMap<>(Trouble.class);

  LongRun(VirtualToken token, SigningKey key, Hand hand, long seed) {
    this.token = token;
    this.key = key;
    this.hand = hand;
    this.seed = seed;
    random = new Random(seed);
  }

  /**
   * Signs so often; each signature is verified by the JDK, and after each failure the next one must
   * work.
   *
   * @param perTrouble one of so many signatures meets trouble
   * @param restarts how often the service is killed
   */
  void run(int signatures, int perTrouble, int restarts) throws Exception {
    List<Trouble> troubles = new ArrayList<>(List.of(Trouble.values()));
    troubles.remove(Trouble.SERVICE_KILLED);
    try {
      for (int i = 0; i < signatures; i++) {
        if (restarts > 0 && i % (signatures / restarts) == signatures / restarts / 2) {
          count(injected, Trouble.SERVICE_KILLED);
          hand.restartService();
        }
        if (i % perTrouble == 0) {
          withTrouble(troubles.get(random.nextInt(troubles.size())));
        } else {
          Signing.assertSigns(key);
        }
      }
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed %d: after %s".formatted(seed, this), e);
    }
  }

  /** The fault comes with one of the next commands; what follows must work. */
  private void withTrouble(Trouble trouble) throws Exception {
    count(injected, trouble);
    if (trouble == Trouble.RESET_BY_OTHER) {
      hand.reset();
    } else {
      token.injectFaults(FaultSchedule.parse(trouble.fault + "@" + (1 + random.nextInt(3))));
    }
    for (int i = 0; i < 3; i++) {
      try {
        Signing.assertSigns(key);
      } catch (TokenException e) {
        count(noticed, trouble);
        assertThat(trouble.seen)
            .as("%s is told as %s", trouble, e)
            .anyMatch(type -> type.isInstance(e));
        assertThat(e.remedy()).isNotBlank();
        break;
      }
    }
    token.injectFaults(FaultSchedule.none());
    hand.insert();
    try {
      Signing.assertSigns(key);
    } catch (TokenException e) {
      fail("after " + trouble, e);
    }
  }

  private static void count(Map<Trouble, Integer> counts, Trouble trouble) {
    counts.merge(trouble, 1, Integer::sum);
  }

  int injected() {
    return injected.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    return "injected %s, told to the caller %s".formatted(injected, noticed);
  }
}
