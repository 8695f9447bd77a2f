package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.Tokens;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.device.fido.SecurityKeySettings;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.device.fido.Verification;
import dev.countersign.fido.hid.HidSecurityKeys;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedHidSource;
import dev.countersign.simulator.TokenStorage;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Power goes away at every write of a key's life; what it holds then is the old or the new. */
class PowerLossTest {
  private static final Ceremony CEREMONY = Ceremony.of("test");
  private static final int MORE_THAN_A_LIFE_HAS = 200;

  /** A life of a key, in steps that each may write more than once. */
  private static final List<Consumer<Token>> LIFE =
      List.of(
          token ->
              token.require(SecurityKeyPins.class).set(Secret.copyOf(WiredKey.PIN.toCharArray())),
          token -> make(token, 1),
          token -> make(token, 2),
          PowerLossTest::prove,
          token ->
              token.require(StoredCredentials.class).rename(stored(token, 1), Requests.user(1)),
          token -> token.require(StoredCredentials.class).rename(stored(token, 2), renamed()),
          token -> token.require(StoredCredentials.class).delete(stored(token, 1)),
          token -> token.require(SecurityKeySettings.class).minimumPinLength(6, List.of(), false),
          token -> token.require(SecurityKeySettings.class).alwaysVerify(true),
          token -> token.require(SecurityKeySettings.class).reset(CEREMONY));

  /** What can be seen of a key from outside. */
  private record Seen(boolean pin, List<String> accounts, int shortestPin, boolean alwaysVerifies) {
    static Seen of(Token token) {
      boolean pin = token.require(SecurityKeyPins.class).state().set();
      var info = token.require(SecurityKey.class).info();
      List<String> accounts =
          pin
              ? token.require(StoredCredentials.class).list().stream()
                  .map(credential -> credential.user().name().orElse("-"))
                  .sorted()
                  .toList()
              : List.of();
      return new Seen(pin, accounts, info.pin().minimumCharacters(), info.has("alwaysUv"));
    }
  }

  private static void make(Token token, int user) {
    token
        .require(SecurityKey.class)
        .make(Requests.stored(Verification.REQUIRED, user, Wishes.NONE), CEREMONY);
  }

  private static void prove(Token token) {
    token.require(SecurityKey.class).prove(Requests.prove(Verification.REQUIRED), CEREMONY);
  }

  private static UserAccount renamed() {
    return new UserAccount(
        Requests.user(2).handle(), Optional.of("renamed"), Optional.of("Renamed"));
  }

  private static Identifier stored(Token token, int user) {
    return token.require(StoredCredentials.class).list().stream()
        .filter(credential -> credential.user().handle().equals(Requests.user(user).handle()))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** Storage of a key whose power goes away at one write, and stays away. */
  private static final class Cut implements TokenStorage {
    private final Map<String, byte[]> records = new HashMap<>();
    private final boolean written;
    private int left;

    /**
     * Power goes at a write.
     *
     * @param at the number of the write, from 1
     * @param written whether it is still written
     */
    Cut(int at, boolean written) {
      this.left = at;
      this.written = written;
    }

    void powerIsBack() {
      left = Integer.MAX_VALUE;
    }

    @Override
    public Optional<byte[]> read(String name) {
      return Optional.ofNullable(records.get(name)).map(byte[]::clone);
    }

    @Override
    public void write(String name, byte[] record) throws IOException {
      left--;
      if (left > 0 || (left == 0 && written)) {
        records.put(name, record.clone());
      }
      if (left <= 0) {
        throw new IOException("the power is gone");
      }
    }

    @Override
    public void close() {}
  }

  private static long world; // each start of a key has randomness of its own

  /** A key that was plugged in now, as a program that knows nothing of it sees it. */
  private static <T> T plugged(TokenStorage storage, Function<Token, T> work) {
    PinEntry entry = request -> Secret.copyOf(WiredKey.PIN.toCharArray());
    SimulatedHidSource usb = new SimulatedHidSource();
    try (VirtualToken key =
            VirtualToken.builder(Profile.SECURITY_KEY)
                .serial(1)
                .world(World.deterministic(++world))
                .storage(storage)
                .build();
        Tokens tokens =
            Tokens.builder().source(new HidSecurityKeys(List.of(usb))).pinEntry(entry).open()) {
      usb.insert(key);
      return work.apply(tokens.of("fido").get(0));
    }
  }

  /** How many steps of the life are done before power goes. */
  private static int live(Token token) {
    for (int step = 0; step < LIFE.size(); step++) {
      try {
        LIFE.get(step).accept(token);
      } catch (TokenException e) {
        return step;
      }
    }
    return LIFE.size();
  }

  private static List<Seen> everyAge() {
    List<Seen> ages = new ArrayList<>();
    Cut storage = new Cut(Integer.MAX_VALUE, true);
    ages.add(plugged(storage, Seen::of));
    for (Consumer<Token> step : LIFE) {
      ages.add(
          plugged(
              storage,
              token -> {
                step.accept(token);
                return Seen.of(token);
              }));
    }
    return ages;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keyHoldsTheOldOrTheNewWheneverPowerGoes(boolean written) {
    List<Seen> ages = everyAge();
    assertThat(ages.get(LIFE.size())).isEqualTo(ages.get(0));
    int writesOfANewKey = 3;
    int at = writesOfANewKey + 1;
    for (; at < MORE_THAN_A_LIFE_HAS; at++) {
      Cut storage = new Cut(at, written);
      int done = plugged(storage, PowerLossTest::live);
      if (done == LIFE.size()) {
        break;
      }
      storage.powerIsBack();
      Seen now = plugged(storage, Seen::of);
      assertThat(now)
          .as("at write %d, which is in step %d", at, done)
          .isIn(ages.get(done), ages.get(done + 1));
    }
    if (at == MORE_THAN_A_LIFE_HAS) {
      fail("the life never came to its end");
    }
    assertThat(at - writesOfANewKey).isGreaterThan(LIFE.size());
  }
}
