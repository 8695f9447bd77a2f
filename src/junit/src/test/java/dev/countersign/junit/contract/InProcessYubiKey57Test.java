package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;

/** The contract on the in-process mount. */
class InProcessYubiKey57Test extends PivContractCase {
  @Override
  ContractBench open() {
    return new InProcessBench(Profile.YUBIKEY_5_7, readers -> readers);
  }
}
