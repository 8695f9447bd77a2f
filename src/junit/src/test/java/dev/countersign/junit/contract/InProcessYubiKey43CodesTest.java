package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;

/** The contract for codes on the in-process mount. */
class InProcessYubiKey43CodesTest extends CodeContractCase {
  @Override
  ContractBench open() {
    return new InProcessBench("oath", Profile.YUBIKEY_4_3, readers -> readers);
  }
}
