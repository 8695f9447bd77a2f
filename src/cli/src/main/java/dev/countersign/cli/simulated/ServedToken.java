package dev.countersign.cli.simulated;

import dev.countersign.simulator.vpcd.VpcdMount;
import dev.countersign.wire.ChannelException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A token in the reader, and what is done with it from outside while it is there. */
final class ServedToken {
  private static final long RETRY_MILLIS = 500;

  private final String name;
  private final TouchMode mode;
  private final AskedTouch touch;
  private final Consumer<String> note;
  private final BlockingQueue<IOException> losses = new LinkedBlockingQueue<>();
  private @Nullable VpcdMount mount;
  private boolean wanted;

  ServedToken(String name, TouchMode mode, AskedTouch touch, Consumer<String> note) {
    this.name = name;
    this.mode = mode;
    this.touch = touch;
    this.note = note;
  }

  /** Told by the mount that the token left the reader by itself. */
  void lost(IOException reason) {
    losses.add(reason);
  }

  /**
   * Puts the token into the reader.
   *
   * @throws IOException when vpcd cannot be reached
   */
  synchronized void begin(VpcdMount made) throws IOException {
    mount = made.insert();
    wanted = true;
  }

  /**
   * Keeps the token in the reader until the thread is interrupted: a PC/SC service that went away
   * gets it back when it is there again.
   */
  void keep() throws InterruptedException {
    while (true) {
      if (losses.take() instanceof ChannelException) {
        forget();
        note.accept(
            "A fault pulled the token. Put it in again with countersign simulator insert " + name);
      } else {
        note.accept("The PC/SC service went away. The token is put in again when it is back.");
        while (missing()) {
          TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
          reinsert().ifPresent(note);
        }
      }
    }
  }

  private synchronized void forget() {
    wanted = false;
  }

  private synchronized boolean missing() {
    return wanted && mount != null && !mount.inserted();
  }

  /** What to tell when the token is in the reader again. */
  private synchronized Optional<String> reinsert() {
    if (!missing() || mount == null) {
      return Optional.empty();
    }
    try {
      mount.insert();
      return Optional.of("The token is in the reader again.");
    } catch (IOException e) {
      return Optional.empty(); // not yet
    }
  }

  /** Does what another terminal asks for. */
  ControlReply order(String order) {
    return switch (order) {
      case "pull" -> pull();
      case "insert" -> insert();
      case "touch" -> touch();
      default ->
          ControlReply.refused(
              "the program that serves '%s' does not know this order".formatted(name),
              "use the same version of countersign in both terminals");
    };
  }

  private ControlReply pull() {
    touch.giveUp(); // or pulling would wait for it
    synchronized (this) {
      if (mount == null || !wanted) {
        return refusal("is not in the reader", "put it in with countersign simulator insert");
      }
      wanted = false;
      mount.pull();
    }
    note.accept("Pulled.");
    return ControlReply.done("%s is out of the reader".formatted(name));
  }

  private ControlReply insert() {
    synchronized (this) {
      if (mount == null || wanted) {
        return refusal("is in the reader already", "pull it with countersign simulator pull");
      }
      try {
        mount.insert();
      } catch (IOException e) {
        return ControlReply.refused("" + e.getMessage(), SimulatorServe.REMEDY);
      }
      wanted = true;
    }
    note.accept("Inserted.");
    return ControlReply.done("%s is in the reader".formatted(name));
  }

  private ControlReply touch() {
    if (mode != TouchMode.ASK) {
      return refusal(
          "is served with --touch %s and asks nobody".formatted(mode), "serve it with --touch ask");
    }
    return touch.give()
        ? ControlReply.done("%s is touched".formatted(name))
        : refusal(
            "does not ask for a touch now",
            "run this while a program waits for the token, which it does for %d seconds"
                .formatted(AskedTouch.seconds()));
  }

  private ControlReply refusal(String what, String remedy) {
    return ControlReply.refused("%s %s".formatted(name, what), remedy);
  }

  /** Takes the token out for good. */
  void end() {
    touch.giveUp();
    synchronized (this) {
      wanted = false;
      if (mount != null) {
        mount.close();
      }
    }
  }
}
