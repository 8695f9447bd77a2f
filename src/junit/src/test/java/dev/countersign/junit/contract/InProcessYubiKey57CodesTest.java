package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;

/** The contract for codes on the in-process mount. */
class InProcessYubiKey57CodesTest extends CodeContractCase {
  @Override
  ContractBench open() {
    return new InProcessBench("oath", Profile.YUBIKEY_5_7, readers -> readers);
  }
}
