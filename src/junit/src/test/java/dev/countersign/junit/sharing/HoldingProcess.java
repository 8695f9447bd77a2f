package dev.countersign.junit.sharing;

import javax.smartcardio.Card;
import javax.smartcardio.TerminalFactory;
import jnasmartcardio.Smartcardio;

/** A program that has a card to itself for some time; started by {@link OwnProcesses}. */
final class HoldingProcess {
  private HoldingProcess() {}

  /** Reader and milliseconds. */
  public static void main(String[] arguments) throws Exception {
    Card card =
        TerminalFactory.getInstance("PC/SC", null, new Smartcardio())
            .terminals()
            .getTerminal(arguments[0])
            .connect("EXCLUSIVE;T=1");
    System.out.println("held");
    Thread.sleep(Long.parseLong(arguments[1]));
    card.disconnect(false);
    System.out.println("released");
  }
}
