package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;

/** The contract on the in-process mount. */
class InProcessNistPivTest extends PivContractCase {
  @Override
  ContractBench open() {
    return new InProcessBench(Profile.NIST_PIV, readers -> readers);
  }
}
