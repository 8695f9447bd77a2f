package dev.countersign.jca;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.lang.ref.Cleaner;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A PIN that the program gave, as a copy that is wiped when nothing can ask for it any more.
 *
 * <p>A token that refused it is not given it again, so that a program that goes on signing does not
 * block the PIN; and no token is given it for the last try, since nobody is there to consent.
 */
final class GivenPin implements PinEntry {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Secret pin;
  private final List<Object> refusedBy = new ArrayList<>();
  private final Set<String> refusedByName = new HashSet<>();

  /** Takes a copy; the caller still wipes its own. */
  GivenPin(char[] pin) {
    Secret copy = Secret.copyOf(pin);
    this.pin = copy;
    // The action must not hold this object, or it would never become unreachable.
    CLEANER.register(this, copy::close);
  }

  /** Whether it holds these characters; takes the same time whatever they are. */
  boolean holds(char[] other) {
    byte[] own = pin.bytes();
    try (Secret secret = Secret.copyOf(other)) {
      byte[] theirs = secret.bytes();
      try {
        return MessageDigest.isEqual(own, theirs);
      } finally {
        Arrays.fill(theirs, (byte) 0);
      }
    } finally {
      Arrays.fill(own, (byte) 0);
    }
  }

  @Override
  public Secret enter(PinRequest request) {
    if (request.kind() != PinRequest.Kind.PIN) {
      throw notGiven(
          request,
          "the %s is needed and only a PIN was given".formatted(request.kind().label()),
          "open the tokens with a PIN entry that has it, and load with TokensParameter");
    }
    if (wasRefused(request)) {
      throw notGiven(
          request,
          "the PIN that was given was refused before and is not tried again",
          "load the key store with the right PIN");
    }
    if (request.lastAttempt()) {
      throw notGiven(
          request,
          "one try is left for the PIN and nobody is there to consent",
          "sign once with the command and the right PIN, which restores the tries");
    }
    return pin.copy();
  }

  private static TokenException notGiven(PinRequest request, String message, String remedy) {
    return new TokenException.PinNotGiven(
        request.token().get(), request.purpose(), message, remedy);
  }

  private synchronized boolean wasRefused(PinRequest request) {
    // By identity while it stays plugged in; by name when it was pulled out and put back.
    return refusedBy.stream().anyMatch(attachment -> attachment == request.attachment())
        || (!refusedByName.isEmpty() && refusedByName.contains(request.token().get()));
  }

  @Override
  public synchronized void rejected(PinRequest request) {
    if (request.kind() == PinRequest.Kind.PIN) {
      refusedBy.add(request.attachment());
      refusedByName.add(request.token().get());
    }
  }
}
