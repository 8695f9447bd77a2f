/**
 * Simulated tokens for tests and trials. They keep their secrets in plain memory or plain files:
 * they protect nothing.
 */
module dev.countersign.simulator {
  requires transitive dev.countersign.wire;
  requires transitive java.smartcardio;
  requires jdk.net;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static org.jspecify;

  exports dev.countersign.simulator;
  exports dev.countersign.simulator.smartcardio;
  exports dev.countersign.simulator.vpcd;
}
