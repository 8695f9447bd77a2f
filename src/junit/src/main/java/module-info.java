/** JUnit 5 extension that gives a test a simulated token; contract suites for tokens. */
module dev.countersign.junit {
  requires static org.jspecify;
  requires transitive dev.countersign.device;
  requires transitive dev.countersign.simulator;
  requires transitive org.junit.jupiter.api;

  exports dev.countersign.junit;
  exports dev.countersign.junit.contract;
  exports dev.countersign.junit.contract.pkcs11;

  opens dev.countersign.junit to
      org.junit.platform.commons;
  opens dev.countersign.junit.contract to
      org.junit.platform.commons;
  opens dev.countersign.junit.contract.pkcs11 to
      org.junit.platform.commons;
}
