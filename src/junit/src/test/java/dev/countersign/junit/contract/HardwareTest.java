package dev.countersign.junit.contract;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The contract on a token of flesh and blood, whose PIV application it erases again and again. Only
 * with the serial number of that token and a word of consent; docs/testing.md has the command.
 */
@Tag("hardware")
@EnabledIfSystemProperty(named = HardwareBench.SERIAL, matches = "[0-9]+")
@EnabledIfSystemProperty(named = HardwareBench.CONSENT, matches = HardwareBench.WORD)
class HardwareTest extends PivContractCase {
  @Override
  ContractBench open() {
    return new HardwareBench();
  }
}
