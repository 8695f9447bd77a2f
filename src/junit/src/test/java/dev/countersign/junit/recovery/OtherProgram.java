package dev.countersign.junit.recovery;

import javax.smartcardio.TerminalFactory;
import jnasmartcardio.Smartcardio;
import jnasmartcardio.Smartcardio.JnaCardTerminals;

/** What another program does to a card through the PC/SC service. */
final class OtherProgram {
  private OtherProgram() {}

  /** Connects and leaves with a reset, as yubico-piv-tool does. */
  static void reset(String reader) throws Exception {
    JnaCardTerminals terminals =
        (JnaCardTerminals)
            TerminalFactory.getInstance("PC/SC", null, new Smartcardio()).terminals();
    try {
      terminals.getTerminal(reader).connect("*").disconnect(true);
    } finally {
      terminals.close();
    }
  }
}
