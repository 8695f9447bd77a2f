package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;
import org.junit.jupiter.api.Tag;

/** The contract through the real pcscd and jnasmartcardio, each test with a card put in anew. */
@Tag("native")
class PcscdNistPivTest extends PivContractCase {
  @Override
  ContractBench open() throws Exception {
    return PcscdBench.inserting(InProcessBench.blank(Profile.NIST_PIV));
  }
}
