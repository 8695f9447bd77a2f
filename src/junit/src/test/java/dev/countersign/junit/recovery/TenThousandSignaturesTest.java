package dev.countersign.junit.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.contract.VirtualReader;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Reader;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One program, one key object, thousands of signatures, and two hundred faults among them. */
class TenThousandSignaturesTest {
  private static final String READER = "Bench 00 00";

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  @Timeout(300)
  void inProcess(Profile profile) throws Exception {
    VirtualToken token = Signing.token(profile, 33333333, "9a");
    SimulatedReaders readers = new SimulatedReaders();
    readers.addReader(READER);
    readers.insert(token, READER);
    LongRun.Hand hand =
        new LongRun.Hand() {
          @Override
          public void insert() {
            if (readers.readers().stream().noneMatch(Reader::present)) {
              readers.insert(token, READER);
            }
          }

          @Override
          public void reset() throws ChannelException {
            // No other program can reset a card within our transaction: it has one of its own.
            try (ApduChannel other = readers.readers().get(0).connect();
                ApduChannel.Hold turn = other.hold()) {
              assertThat(turn).isNotNull();
              readers.resetByOther(token);
            }
          }

          @Override
          public void restartService() {
            throw new AssertionError("there is no service in process");
          }
        };
    try (Tokens tokens = Tokens.builder().source(readers).pinEntry(ScriptedPins.factory()).open()) {
      SigningKey key = tokens.signingKey(TokenUri.parse("piv:slot=9a"));
      LongRun run = new LongRun(token, key, hand, new Random().nextLong());
      run.run(1_000, 5, 0);
      assertThat(run.injected()).isEqualTo(200);
      assertStateIsWhole(token, key);
    }
  }

  @Test
  @Tag("native")
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void overTheRealService() throws Exception {
    VirtualToken token = Signing.token(Profile.YUBIKEY_5_7, 33333333, "9a");
    try (VirtualReader reader = new VirtualReader(token, 1)) {
      LongRun.Hand hand =
          new LongRun.Hand() {
            @Override
            public void insert() throws Exception {
              if (!reader.inserted()) {
                reader.awaitPresent(false);
                reader.insert();
              }
            }

            @Override
            public void reset() throws Exception {
              OtherProgram.reset(reader.name());
            }

            @Override
            public void restartService() throws Exception {
              PrivatePcscd.kill();
              reader.unplug();
              PrivatePcscd.start();
              reader.insert();
            }
          };
      long sockets;
      int threads;
      try (Tokens tokens = open(reader)) {
        SigningKey key = tokens.signingKey(TokenUri.parse("piv:slot=9a"));
        Signing.assertSigns(key);
        OtherProgram.reset(reader.name()); // what the other program keeps open is there from now on
        Signing.assertSigns(key);
        sockets = Signing.openSockets();
        threads = Thread.activeCount();
        LongRun run = new LongRun(token, key, hand, new Random().nextLong());
        run.run(10_000, 50, 4);
        System.out.println("ten thousand signatures over pcscd: " + run);
        assertThat(run.injected()).isEqualTo(204);
        assertThat(Signing.openSockets()).as("open sockets").isLessThanOrEqualTo(sockets);
        assertThat(Thread.activeCount()).as("threads").isLessThanOrEqualTo(threads);
      }
      assertThat(Signing.openSockets()).as("closed connections").isLessThan(sockets);
      try (Tokens tokens = open(reader)) {
        assertStateIsWhole(token, tokens.signingKey(TokenUri.parse("piv:slot=9a")));
      }
    } finally {
      token.close();
    }
  }

  private static Tokens open(VirtualReader reader) {
    return Tokens.builder().source(reader.source()).pinEntry(ScriptedPins.factory()).open();
  }

  /** Key, certificate and tries are as they were. */
  private static void assertStateIsWhole(VirtualToken token, SigningKey key) throws Exception {
    Signing.assertSigns(key);
    assertThat(key.certificateChain()).hasSize(1);
    assertThat(key.certificateChain().get(0).getPublicKey()).isEqualTo(key.publicKey());
    assertThat(Signing.triesLeft(token)).isEqualTo(3);
  }
}
