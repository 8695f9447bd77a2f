package dev.countersign.simulator.piv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.simulator.card.SeededRandom;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PivStateCodecTest {
  private static final PivState STATE = state();

  private static PivState state() {
    SeededRandom random = new SeededRandom(5);
    PivState state =
        PivState.factory(ManagementAlgorithm.AES_192)
            .withObject(0x5FC105, new byte[] {1, 2, 3})
            .withObject(0x7E, new byte[200])
            .withPin(Reference.FACTORY_PIN.withTries(255).minusOne());
    int slot = Slots.RETIRED_FIRST;
    for (PivAlgorithm algorithm : PivAlgorithm.values()) {
      if (algorithm.bits() <= 1024) {
        KeyMaterial material = KeyMaterial.generate(algorithm, random);
        state =
            state.withKey(slot++, new StoredKey(material, StoredKey.IMPORTED, new Policies(3, 2)));
      }
    }
    return state;
  }

  @Test
  void readsWhatItWrote() throws IOException {
    byte[] record = PivStateCodec.encode(STATE);
    PivState read = PivStateCodec.decode(record);
    assertThat(PivStateCodec.encode(read)).isEqualTo(record);
    assertThat(read.pin().triesLeft()).isEqualTo(254);
    assertThat(read.keys()).hasSize(5);
    assertThat(read.objects().get(0x5FC105)).containsExactly(1, 2, 3);
    assertThat(read.management().isFactory(ManagementAlgorithm.AES_192)).isTrue();
  }

  @Test
  void everyShortRecordIsRefusedOrIsAWholeSmallerState() {
    byte[] record = PivStateCodec.encode(STATE);
    int refused = 0;
    for (int length = 0; length < record.length; length++) {
      try {
        PivState read = PivStateCodec.decode(Arrays.copyOf(record, length));
        assertThat(read.keys().size() + read.objects().size()).isLessThan(7);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(record.length - 8);
  }

  @Test
  void aDamagedRecordNeverFailsInAnotherWay() {
    byte[] record = PivStateCodec.encode(STATE);
    int refused = 0;
    for (int i = 0; i < record.length; i++) {
      byte[] damaged = record.clone();
      damaged[i] ^= (byte) 0xFF;
      try {
        PivStateCodec.decode(damaged);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void anotherFormatIsNamed() {
    byte[] record = PivStateCodec.encode(STATE);
    record[2] = 2;
    assertThatThrownBy(() -> PivStateCodec.decode(record))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void aRecordThatIsTooLongIsNotRead() {
    assertThatThrownBy(() -> PivStateCodec.decode(new byte[PivStateCodec.MAX_BYTES + 1]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too long");
  }

  @Test
  void secretsAreNotPrinted() {
    assertThat(STATE.pin().toString()).isEqualTo("254 of 255 tries");
    assertThat(STATE.management()).hasToString("AES_192");
  }
}
