package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;

/** The contract on the in-process mount. */
class InProcessYubiKey43Test extends PivContractCase {
  @Override
  ContractBench open() {
    return new InProcessBench(Profile.YUBIKEY_4_3, readers -> readers);
  }
}
