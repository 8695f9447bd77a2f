package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;
import dev.countersign.simulator.VirtualToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract through the real pcscd and jnasmartcardio, on one token that is reset each time. */
@Tag("native")
class PcscdYubiKey43Test extends PivContractCase {
  private static final VirtualToken CARD = InProcessBench.blank(Profile.YUBIKEY_4_3);
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
    return PcscdBench.resetting(CARD, reader);
  }
}
