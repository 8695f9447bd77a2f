package dev.countersign.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks another entry once per token and holds what the token accepted until closed: one PIN for
 * many signatures, also with keys that want it before each. A PIN is forgotten at once when the
 * token refuses it, and never given to another token.
 */
public final class HeldPins implements PinEntry, AutoCloseable {
  private final PinEntry source;
  private final List<Held> held = new ArrayList<>();

  /** Holds what this entry gives. */
  public HeldPins(PinEntry source) {
    this.source = source;
  }

  /** A secret and the request that it was the answer to. */
  private record Held(PinRequest answered, Secret secret, boolean accepted) {
    boolean fits(PinRequest request) {
      return answered.kind() == request.kind() && answered.attachment() == request.attachment();
    }
  }

  @Override
  public Secret enter(PinRequest request) {
    @Nullable Secret known = recall(request);
    if (known != null) {
      return known;
    }
    Secret entered = source.enter(request);
    if (holds(request.kind())) {
      synchronized (held) {
        forget(request);
        held.add(new Held(request, entered.copy(), false));
      }
    }
    return entered;
  }

  @Override
  public void accepted(PinRequest request) {
    synchronized (held) {
      find(request)
          // Another thread may have been asked since: of its answer nothing is known yet.
          .filter(entry -> entry.answered == request)
          .ifPresent(
              entry -> {
                held.remove(entry);
                held.add(new Held(request, entry.secret, true));
              });
    }
    source.accepted(request);
  }

  @Override
  public void rejected(PinRequest request) {
    synchronized (held) {
      forget(request);
    }
    source.rejected(request);
  }

  /** Wipes everything held. The entry can be used further. */
  @Override
  public void close() {
    synchronized (held) {
      held.forEach(entry -> entry.secret.close());
      held.clear();
    }
  }

  private @Nullable Secret recall(PinRequest request) {
    synchronized (held) {
      return find(request).filter(Held::accepted).map(entry -> entry.secret.copy()).orElse(null);
    }
  }

  private Optional<Held> find(PinRequest request) {
    return held.stream().filter(entry -> entry.fits(request)).findFirst();
  }

  private void forget(PinRequest request) {
    find(request)
        .ifPresent(
            entry -> {
              held.remove(entry);
              entry.secret.close();
            });
  }

  private static boolean holds(PinRequest.Kind kind) {
    return kind == PinRequest.Kind.PIN
        || kind == PinRequest.Kind.MANAGEMENT_KEY
        || kind == PinRequest.Kind.PASSWORD;
  }
}
