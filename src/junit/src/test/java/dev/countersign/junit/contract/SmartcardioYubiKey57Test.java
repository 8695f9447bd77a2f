package dev.countersign.junit.contract;

import dev.countersign.simulator.Profile;

/** The contract through javax.smartcardio and the PC/SC source over it. */
class SmartcardioYubiKey57Test extends PivContractCase {
  @Override
  ContractBench open() {
    return new InProcessBench(Profile.YUBIKEY_5_7, SmartcardioMount::over);
  }
}
