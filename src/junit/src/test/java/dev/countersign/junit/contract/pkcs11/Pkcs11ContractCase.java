package dev.countersign.junit.contract.pkcs11;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** One token for all tests of a class, and a bench for each of them. */
@Tag("native")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Pkcs11ContractCase implements Pkcs11Contract {
  private ModuleFixture fixture;
  private ModuleBench bench;

  /** A token with keys on it. */
  abstract ModuleFixture prepare() throws Exception;

  @BeforeAll
  final void begin() throws Exception {
    fixture = prepare();
  }

  @AfterAll
  final void end() {
    if (fixture != null) {
      fixture.close();
    }
  }

  @BeforeEach
  final void setUp() throws Exception {
    bench = fixture.bench();
  }

  @AfterEach
  final void clearAway() {
    if (bench != null) {
      bench.close();
    }
  }

  @Override
  public final ModuleBench bench() {
    return bench;
  }

  final ModuleFixture fixture() {
    return fixture;
  }
}
