package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;

/** The contract through javax.smartcardio and the PC/SC source over it. */
class SmartcardioYubiKey43Test extends PivContractCase {
  @Override
  ContractBench open() {
    return new InProcessBench(Profile.YUBIKEY_4_3, SmartcardioMount::over);
  }
}
