package dev.countersign.simulator.card;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The card below its applets: which one is selected, chained commands, and answers that do not fit
 * ([ISO7816-4] SELECT, GET RESPONSE, or what an applet has instead of it). Not thread-safe. Never
 * throws for anything that comes over the wire.
 */
public final class CardSystem {
  private static final int CLA_CHAINED = 0x10;
  private static final int INS_SELECT = 0xA4;
  private static final int SELECT_BY_NAME = 0x04;
  private static final int P2_NO_DATA = 0x0C;
  private static final int MAX_AID_BYTES = 16;

  private final List<Applet> applets;
  private final boolean failedSelectDeselects;
  private final CommandChain chain = new CommandChain();
  private @Nullable Applet selected;
  private @Nullable Response rest;

  /**
   * Creates a card with nothing selected.
   *
   * @param applets the applets, no two answering to the same identifier
   * @param failedSelectDeselects whether SELECT of an absent applet ends the session with the
   *     present one, as it does on a YubiKey; [ISO7816-4] leaves it selected
   */
  public CardSystem(List<Applet> applets, boolean failedSelectDeselects) {
    this.applets = List.copyOf(applets);
    this.failedSelectDeselects = failedSelectDeselects;
  }

  /** Power was lost or the reset line pulled: nothing is selected, nothing is remembered. */
  public void reset() {
    deselect();
    chain.clear();
    rest = null;
  }

  /** The token was put in: as after a {@link #reset}, and applets begin anew. */
  public void pluggedIn() {
    reset();
    applets.forEach(Applet::pluggedIn);
  }

  /** Answers one command: at least two bytes, at most 65538. */
  public byte[] process(byte[] wire) {
    Optional<Command> command = Command.parse(wire);
    if (command.isEmpty()) {
      interrupt();
      return Response.of(Status.WRONG_LENGTH).encode();
    }
    Response response;
    try {
      response = dispatch(command.get());
    } catch (StorageFailure e) {
      response = Response.of(Status.MEMORY_FAILURE);
    } catch (RuntimeException e) {
      response = Response.of(Status.NO_PRECISE_DIAGNOSIS);
    }
    return deliver(response, command.get().le());
  }

  private Response dispatch(Command command) {
    int cla = command.cla() & ~CLA_CHAINED;
    if (cla != 0 && !(selected != null && selected.claimsClass(cla))) {
      interrupt();
      return Response.of(Status.CLASS_NOT_SUPPORTED);
    }
    boolean chained = command.cla() != cla;
    if (!chained && fetchesRest(command)) {
      return takeRest();
    }
    rest = null;
    int maxBytes = selected == null ? MAX_AID_BYTES : selected.maxDataBytes();
    if (chained) {
      boolean fits = chain.append(command, maxBytes);
      return Response.of(fits ? Status.OK : Status.WRONG_LENGTH);
    }
    Optional<Command> whole = chain.finish(command, maxBytes);
    if (whole.isEmpty()) {
      interrupt();
      return Response.of(Status.WRONG_LENGTH);
    }
    if (cla == 0
        && command.ins() == INS_SELECT
        && !(selected != null && selected.claims(whole.get()))) {
      return select(whole.get());
    }
    return selected == null
        ? Response.of(Status.INSTRUCTION_NOT_SUPPORTED)
        : selected.process(whole.get());
  }

  /** An instruction of the applet's own is the card's only while there is something to fetch. */
  private boolean fetchesRest(Command command) {
    int fetching = selected == null ? Applet.GET_RESPONSE : selected.continuation();
    return command.ins() == fetching && (rest != null || fetching == Applet.GET_RESPONSE);
  }

  private Response takeRest() {
    Response left = rest;
    rest = null;
    if (left == null) {
      interrupt();
      return Response.of(Status.CONDITIONS_NOT_SATISFIED);
    }
    return left;
  }

  /** Sends what the terminal takes and the applet gives, and keeps the rest to be fetched. */
  private byte[] deliver(Response response, int wanted) {
    int le = selected == null ? wanted : Math.min(wanted, selected.pieceBytes());
    int size = response.data().length;
    if (size <= le) {
      return response.encode();
    }
    rest = new Response(Arrays.copyOfRange(response.data(), le, size), response.status());
    int left = size - le;
    int announced = left > 0xFF ? 0 : left;
    return new Response(Arrays.copyOf(response.data(), le), Status.MORE_DATA | announced).encode();
  }

  private Response select(Command command) {
    if (command.p1() != SELECT_BY_NAME) {
      interrupt();
      return Response.of(Status.NOT_FOUND);
    }
    Optional<Applet> wanted =
        applets.stream().filter(applet -> applet.answersTo(command.data())).findFirst();
    if (wanted.isEmpty()) {
      interrupt();
      if (failedSelectDeselects) {
        deselect();
      }
      return Response.of(Status.NOT_FOUND);
    }
    if (selected != wanted.get()) {
      deselect();
    }
    selected = wanted.get();
    Response answer = selected.select();
    return command.p2() == P2_NO_DATA ? Response.of(answer.status()) : answer;
  }

  private void deselect() {
    if (selected != null) {
      selected.deselect();
    }
    selected = null;
  }

  private void interrupt() {
    chain.clear();
    rest = null;
    if (selected != null) {
      selected.interrupted();
    }
  }
}
