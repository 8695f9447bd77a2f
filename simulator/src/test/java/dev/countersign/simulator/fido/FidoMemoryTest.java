package dev.countersign.simulator.fido;

import static dev.countersign.simulator.fido.FidoCase.PIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.yubico.yubikit.core.application.CommandException;
import dev.countersign.simulator.card.FailingMemory;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the authenticator keeps: power goes away at a write, records are damaged. */
class FidoMemoryTest {
  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    key = new FidoCase(FidoFeatures.yubikey57());
  }

  private static String hex(FidoState state) {
    return HexFormat.of().formatHex(FidoStateCodec.encode(state));
  }

  private static CborMap kept(int user) {
    return FidoCase.make(FidoCase.RP, -7)
        .put(3, Cbor.map().put("id", new byte[] {(byte) user}).build())
        .put(7, Cbor.map().put("rk", true).build())
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "1, false",
    "1, true",
    "2, false",
    "2, true",
    "7, false",
    "7, true",
    "12, false",
    "12, true"
  })
  void powerThatGoesAtAWriteLeavesTheOldOrTheNew(int command, boolean applied) throws IOException {
    assertThat(key.status(1, kept(1))).isZero();
    byte[] before = key.memory().record();
    CborMap request =
        switch (command) {
          case 1 -> kept(2);
          case 2 -> Cbor.map().put(1, FidoCase.RP).put(2, FidoCase.HASH).build();
          default ->
              Cbor.map()
                  .put(2, HexFormat.of().parseHex("8076be8b528d0075f7aae98d6fa57a6d3c"))
                  .put(3, 0)
                  .put(4, 17)
                  .build();
        };
    byte[] parameters = command == 7 ? new byte[0] : request.encode();
    key.memory().fail(applied);
    assertThat(key.send(command, parameters)).containsExactly(0x7F);
    key.memory().work();
    byte[] after = key.memory().record();
    if (!applied) {
      assertThat(after).isEqualTo(before);
    }
    key.reopen();
    assertThat(hex(key.state())).isEqualTo(HexFormat.of().formatHex(after));
    assertThat(key.send(command, parameters)[0]).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noSignatureGoesOutBeforeItIsCounted(boolean applied) throws IOException, CborException {
    key.status(1, kept(1));
    CborMap request = Cbor.map().put(1, FidoCase.RP).put(2, FidoCase.HASH).build();
    long first = counter(request);
    key.memory().fail(applied);
    assertThat(key.status(2, request)).isEqualTo(0x7F);
    key.memory().work();
    key.reopen();
    assertThat(counter(request)).isGreaterThan(first);
  }

  private long counter(CborMap request) throws CborException {
    byte[] answer = key.send(2, request.encode());
    return Parsed.of(FidoCase.map(answer).bytes(2).orElseThrow()).counter();
  }

  /** Who takes power away when the PIN was wrong has lost the try all the same. */
  @Test
  void aTryIsTakenBeforeThePinIsLookedAt() throws IOException, CommandException {
    key.pin(2).setPin(PIN);
    key.memory().fail(false);
    assertThat(FidoCase.thrown(() -> key.pin(2).getPinToken(PIN, 2, FidoCase.RP))).isEqualTo(0x7F);
    assertThat(FidoCase.thrown(() -> key.pin(2).getPinToken("1111".toCharArray(), 2, FidoCase.RP)))
        .isEqualTo(0x7F);
    key.memory().work();
    key.reopen();
    assertThat(key.pin(2).getPinRetries().getCount()).isEqualTo(8);
    key.memory().fail(true);
    assertThat(FidoCase.thrown(() -> key.pin(2).getPinToken(PIN, 2, FidoCase.RP))).isEqualTo(0x7F);
    key.memory().work();
    key.reopen();
    assertThat(key.pin(2).getPinRetries().getCount()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPinIsTheOldOrTheNew(boolean applied) throws IOException, CommandException {
    key.memory().fail(applied);
    assertThat(FidoCase.thrown(() -> key.pin(2).setPin(PIN))).isEqualTo(0x7F);
    key.memory().work();
    key.reopen();
    assertThat(key.state().pin().isSet()).isEqualTo(applied);
    assertThat(FidoCase.thrown(() -> key.pin(2).getPinToken(PIN, 2, FidoCase.RP)))
        .isEqualTo(applied ? 0 : 0x35);
  }

  @Test
  void everythingIsThereAfterARestart() throws IOException, CommandException {
    key.status(1, kept(1));
    key.pin(2).setPin(PIN);
    String before = hex(key.state());
    key.reopen();
    assertThat(hex(key.state())).isEqualTo(before);
    assertThat(key.pin(2).getPinToken(PIN, 2, FidoCase.RP)).hasSize(32);
    assertThat(key.status(2, Cbor.map().put(1, FidoCase.RP).put(2, FidoCase.HASH).build()))
        .isZero();
  }

  @Test
  void aDamagedRecordIsRefused() throws IOException {
    key.status(1, kept(1));
    byte[] record = key.memory().record();
    List<byte[]> damaged =
        List.of(
            new byte[0],
            new byte[] {(byte) 0xA0},
            Arrays.copyOf(record, record.length - 1),
            Arrays.copyOf(record, record.length + 1),
            new byte[FidoStateCodec.MAX_BYTES + 1]);
    for (byte[] bytes : damaged) {
      FailingMemory memory = new FailingMemory();
      memory.record(bytes);
      assertThatThrownBy(() -> FidoMemory.open(memory, new SecureRandom()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("FIDO state");
    }
  }
}
