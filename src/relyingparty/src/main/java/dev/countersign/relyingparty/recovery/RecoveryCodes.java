package dev.countersign.relyingparty.recovery;

import dev.countersign.relyingparty.recovery.RecoveryResult.Accepted;
import dev.countersign.relyingparty.recovery.RecoveryResult.Reason;
import dev.countersign.relyingparty.recovery.RecoveryResult.Refused;
import dev.countersign.relyingparty.secret.WipedKey;
import dev.countersign.relyingparty.store.Decision;
import dev.countersign.relyingparty.store.DeviceStates;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.relyingparty.store.StoreException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.oath.Base32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Mac;

/**
 * Recovery codes of users: a numbered list, each code good once, in the order of the list. So a
 * user who is asked for code 3 and finds it used knows that somebody else has the list.
 *
 * <p>A code has 80 random bits, which nobody guesses, so there is no limit of tries. What is stored
 * of it is an HMAC-SHA-256 under a key that is not in the store: who steals the store alone cannot
 * try codes against it. Safe for any number of threads.
 */
public final class RecoveryCodes implements AutoCloseable {
  /** How many codes a user gets. */
  public static final int COUNT = 10;

  static final int TAG_BYTES = 16;
  private static final int CODE_BYTES = 10;
  private static final int MIN_KEY_BYTES = 32;
  private static final int MAX_USER_CHARACTERS = 200;
  private static final Pattern CODE = Pattern.compile("[A-Z2-7]{16}");

  private final DeviceStates<RecoveryState> states;
  private final SecureRandom random;
  private final WipedKey key;

  /**
   * Codes in a store.
   *
   * @param key 32 bytes at least, the same on all nodes, kept apart from the store; a copy is held
   *     until this is closed. With another key, all codes are void
   */
  public RecoveryCodes(StateStore store, SecureRandom random, byte[] key) {
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException("the key has 32 bytes at least");
    }
    this.states = new DeviceStates<>(store, RecoveryState.CODEC);
    this.random = random;
    this.key = new WipedKey("HmacSHA256", key);
  }

  /**
   * Makes a new list, which replaces the one before.
   *
   * @param user 1 to 200 characters
   * @return the codes in their order, as {@code ABCD-EFGH-IJKL-MNOP}, to be shown once; the caller
   *     wipes them
   * @throws StoreException when the store fails, or others changed the codes again and again
   */
  public List<char[]> renew(String user) {
    List<char[]> codes = new ArrayList<>();
    List<Cbor.Bytes> tags = new ArrayList<>();
    for (int number = 1; number <= COUNT; number++) {
      byte[] bytes = new byte[CODE_BYTES];
      random.nextBytes(bytes);
      tags.add(tag(user, number, bytes));
      codes.add(shown(bytes));
      Arrays.fill(bytes, (byte) 0);
    }
    RecoveryState fresh = new RecoveryState(tags, 0);
    states.change(name(user), state -> fresh);
    return codes;
  }

  /**
   * Verifies a code, and uses it up when it is the next one.
   *
   * @param typed in capitals or not, with or without hyphens and blanks
   * @throws StoreException when the store fails: nothing was accepted
   */
  public RecoveryResult verify(String user, char[] typed) {
    byte[] bytes = read(typed);
    if (bytes.length != CODE_BYTES) {
      return new Refused(Reason.MALFORMED);
    }
    List<Cbor.Bytes> tags = new ArrayList<>();
    for (int number = 1; number <= COUNT; number++) {
      tags.add(tag(user, number, bytes));
    }
    Arrays.fill(bytes, (byte) 0);
    return states
        .<RecoveryResult>decide(name(user), state -> decide(state, tags))
        .orElse(new Refused(Reason.BUSY));
  }

  /** Looks at every code of the list, whichever is right, so that time tells nothing. */
  private static Decision<RecoveryState, RecoveryResult> decide(
      RecoveryState state, List<Cbor.Bytes> tags) {
    int found = 0;
    for (int i = 0; i < state.tags().size(); i++) {
      boolean same = MessageDigest.isEqual(state.tags().get(i).value(), tags.get(i).value());
      found |= same ? i + 1 : 0;
    }
    if (found == 0) {
      return Decision.keeping(new Refused(Reason.WRONG));
    } else if (found <= state.used()) {
      return Decision.keeping(new Refused(Reason.USED));
    } else if (found > state.used() + 1) {
      return Decision.keeping(new Refused(Reason.NOT_NEXT));
    }
    return Decision.storing(
        new RecoveryState(state.tags(), found), new Accepted(found, COUNT - found));
  }

  /**
   * The number of the code that is next, from 1; one more than there are when all are used, or
   * there is no list.
   */
  public int next(String user) {
    return states
        .decide(
            name(user),
            state ->
                Decision.<RecoveryState, Integer>keeping(
                    state.tags().isEmpty() ? COUNT + 1 : state.used() + 1))
        .orElseThrow();
  }

  private static String name(String user) {
    if (user.isEmpty() || user.length() > MAX_USER_CHARACTERS) {
      throw new IllegalArgumentException("the name of a user has 1 to 200 characters");
    }
    return "recovery:" + user;
  }

  private Cbor.Bytes tag(String user, int number, byte[] code) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      byte[] name = user.getBytes(StandardCharsets.UTF_8);
      mac.update(ByteBuffer.allocate(8).putInt(name.length).putInt(number).array());
      mac.update(name);
      return new Cbor.Bytes(Arrays.copyOf(mac.doFinal(code), TAG_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
    }
  }

  private static char[] shown(byte[] bytes) {
    char[] letters = Base32.encode(bytes);
    char[] shown = new char[letters.length + 3];
    for (int i = 0, at = 0; i < letters.length; i++) {
      if (i > 0 && i % 4 == 0) {
        shown[at++] = '-';
      }
      shown[at++] = letters[i];
    }
    Arrays.fill(letters, '\0');
    return shown;
  }

  private static byte[] read(char[] typed) {
    char[] letters = new char[2 * CODE_BYTES];
    int length = 0;
    for (char c : typed) {
      if (c == '-' || c == ' ') {
        continue;
      }
      if (length == letters.length) {
        length = 0;
        break;
      }
      letters[length++] = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
    }
    char[] code = Arrays.copyOf(letters, length);
    try {
      boolean wellFormed = CODE.matcher(java.nio.CharBuffer.wrap(code)).matches();
      return wellFormed ? Base32.decode(code) : new byte[0];
    } finally {
      Arrays.fill(letters, '\0');
      Arrays.fill(code, '\0');
    }
  }

  /** Wipes the key. */
  @Override
  public void close() {
    key.close();
  }
}
