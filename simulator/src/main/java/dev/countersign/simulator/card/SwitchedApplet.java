package dev.countersign.simulator.card;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import java.util.function.BooleanSupplier;

/**
 * An application that can be disabled: it is not found then.
 *
 * @param applet the application
 * @param enabled whether it can be selected now
 */
public record SwitchedApplet(Applet applet, BooleanSupplier enabled) implements Applet {
  @Override
  public boolean answersTo(byte[] aid) {
    return enabled.getAsBoolean() && applet.answersTo(aid);
  }

  @Override
  public Response select() {
    return applet.select();
  }

  @Override
  public Response process(Command command) {
    return applet.process(command);
  }

  @Override
  public void deselect() {
    applet.deselect();
  }

  @Override
  public boolean claims(Command command) {
    return applet.claims(command);
  }

  @Override
  public boolean claimsClass(int cla) {
    return applet.claimsClass(cla);
  }

  @Override
  public int continuation() {
    return applet.continuation();
  }

  @Override
  public int pieceBytes() {
    return applet.pieceBytes();
  }

  @Override
  public void pluggedIn() {
    applet.pluggedIn();
  }

  @Override
  public int maxDataBytes() {
    return applet.maxDataBytes();
  }

  @Override
  public void interrupted() {
    applet.interrupted();
  }
}
