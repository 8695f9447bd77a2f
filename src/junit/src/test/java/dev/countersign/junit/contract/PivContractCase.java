package dev.countersign.junit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.device.PinRequest;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets up a bench for each test of the contract and clears it away. */
@Timeout(120)
abstract class PivContractCase implements PivContract {
  /** Security Object, [SP800-73-4/1]. */
  private static final int SECURITY_OBJECT = 0x5FC106;

  /** Printed Information, which the PIN protects, [SP800-73-4/1]. */
  private static final int PRINTED_INFORMATION = 0x5FC109;

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

  /** Lengths on both sides of one short response and of several. */
  @ParameterizedTest
  @ValueSource(ints = {1, 250, 256, 700, 3000})
  final void dataObjectIsReadBackToTheByte(int length) {
    byte[] value = new byte[length];
    new Random(length).nextBytes(value);
    PivAdministration administration = bench.token().require(PivAdministration.class);
    administration.writeObject(SECURITY_OBJECT, value);
    assertThat(administration.readObject(SECURITY_OBJECT)).hasValue(value);
    administration.writeObject(SECURITY_OBJECT, new byte[0]);
    assertThat(administration.readObject(SECURITY_OBJECT)).isEmpty();
  }

  @Test
  final void objectBehindThePinIsReadWithThePin() {
    byte[] value = {1, 2, 3};
    PivAdministration administration = bench.token().require(PivAdministration.class);
    administration.writeObject(PRINTED_INFORMATION, value);
    assertThat(administration.readObject(PRINTED_INFORMATION)).hasValue(value);
    assertThat(bench.pins().asked(PinRequest.Kind.PIN)).isEqualTo(1);
  }
}
