package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;
import org.junit.jupiter.api.Tag;

/** The contract through the real pcscd, its virtual reader and jnasmartcardio. */
@Tag("native")
class PcscdNistPivTest extends PivContractCase {
  @Override
  ContractBench open() throws Exception {
    return new PcscdBench(Profile.NIST_PIV);
  }
}
