package com.example;

import dev.countersign.device.TokenUri;
import dev.countersign.junit.contract.ContractBench;
import dev.countersign.junit.contract.PivContract;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ChannelSource;
import org.junit.jupiter.api.AfterEach;

/** Every test of the contract, on the token that a channel source of ours shows. */
class ReaderContractTest implements PivContract {
  private final ContractBench bench = ContractBench.of(ourReaders(), TokenUri.parse("piv:"));

  /** Your own implementation of ChannelSource stands here. */
  private static ChannelSource ourReaders() {
    SimulatedReaders readers = new SimulatedReaders();
    readers.insert(VirtualToken.builder(Profile.YUBIKEY_5_7).build());
    return readers;
  }

  @Override
  public ContractBench bench() {
    return bench;
  }

  @AfterEach
  void close() {
    bench.close();
  }
}
