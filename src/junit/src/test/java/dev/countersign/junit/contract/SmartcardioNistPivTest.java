package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;

/** The contract through javax.smartcardio and the PC/SC source over it. */
class SmartcardioNistPivTest extends PivContractCase {
  @Override
  ContractBench open() {
    return new InProcessBench(Profile.NIST_PIV, SmartcardioMount::over);
  }
}
