package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract for codes through the real pcscd, on one token that is reset each time. */
@Tag("native")
class PcscdYubiKey57CodesTest extends CodeContractCase {
  private static final VirtualToken CARD = InProcessBench.blank(Profile.YUBIKEY_5_7);
  private static VirtualReader reader;

  @BeforeAll
  static void insert() throws Exception {
    reader = new VirtualReader(CARD);
  }

  @AfterAll
  static void remove() {
    reader.close();
    CARD.close();
  }

  @Override
  ContractBench open() {
    return PcscdBench.resettingCodes(CARD, reader);
  }
}
