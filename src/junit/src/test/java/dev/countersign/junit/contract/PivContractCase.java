package dev.countersign.junit.contract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Sets up a bench for each test of the contract and clears it away. */
@Timeout(120)
abstract class PivContractCase implements PivContract {
  private ContractBench bench;

  abstract ContractBench open() throws Exception;

  @BeforeEach
  final void setUp() throws Exception {
    bench = open();
  }

  @AfterEach
  final void clearAway() {
    if (bench != null) {
      bench.close();
    }
  }

  @Override
  public final ContractBench bench() {
    return bench;
  }
}
