package dev.countersign.junit.recovery;

import static dev.countersign.junit.recovery.Signing.SIGN;
import static dev.countersign.junit.recovery.Signing.assertSigns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.card.piv.PivAdministration;
import dev.countersign.device.HeldPins;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The key object stays, and what is behind its name is not what it was. */
@Timeout(60)
class AnotherTokenTest {
  private static final String READER = "Bench 00 00";

  private final SimulatedReaders readers = new SimulatedReaders();
  private final ScriptedPins pins = ScriptedPins.factory();
  private final HeldPins held = new HeldPins(pins);

  AnotherTokenTest() {
    readers.addReader(READER);
  }

  @AfterEach
  void close() {
    held.close();
    readers.close();
  }

  private Tokens open(PinEntry entry) {
    return Tokens.builder().source(readers.decorated(channel -> channel)).pinEntry(entry).open();
  }

  private static TokenUri slot(String slot) {
    return TokenUri.of("piv").with("slot", slot);
  }

  private void replace(VirtualToken token, VirtualToken other) throws ChannelException {
    awaitEndOfTransaction();
    readers.remove(token);
    readers.insert(other, READER);
  }

  /** No hand is faster than the transaction ends: then another program may have one. */
  private void awaitEndOfTransaction() throws ChannelException {
    try (ApduChannel another = readers.readers().get(0).connect();
        ApduChannel.Hold turn = another.hold()) {
      assertThat(turn).isNotNull();
    }
  }

  /** Named by its serial number or not, with a PIN before each use (9c) or once (9a). */
  @ParameterizedTest
  @CsvSource({
    "YUBIKEY_5_7,9a,true",
    "YUBIKEY_5_7,9c,true",
    "YUBIKEY_5_7,9a,false",
    "YUBIKEY_5_7,9c,false",
    "YUBIKEY_4_3,9a,true",
    "YUBIKEY_4_3,9c,false",
    "NIST_PIV,9a,true",
    "NIST_PIV,9a,false",
    "NIST_PIV,9c,false"
  })
  void isRefusedBeforeAnybodyIsAskedOrAPinIsSent(Profile profile, String slot, boolean named)
      throws Exception {
    try (VirtualToken token = Signing.token(profile, 51, slot);
        VirtualToken other = Signing.token(profile, 52, slot);
        Tokens tokens = open(held)) {
      readers.insert(token, READER);
      SigningKey key = tokens.signingKey(slot(slot));
      if (named) {
        assertThat(key.uri().attribute("serial")).isPresent();
      }
      assertSigns(key);
      long asked = pins.asked(PinRequest.Kind.PIN);
      pins.answer(PinRequest.Kind.PIN, "999999");
      replace(token, other);
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(TokenException.Removed.class)
            .isThrownBy(() -> SIGN.apply(key))
            .withMessageContaining("another token");
      }
      assertThat(pins.asked(PinRequest.Kind.PIN)).as("nobody is asked").isEqualTo(asked);
      assertThat(Signing.triesLeft(other)).as("no PIN was sent").isEqualTo(3);
      pins.answer(PinRequest.Kind.PIN, ScriptedPins.FACTORY_PIN);
      replace(other, token);
      assertSigns(key);
    }
  }

  /** A card without a serial number or CHUID, whose certificate was copied to another one. */
  @Test
  void aCopiedCertificateDoesNotLetAnotherKeysSignatureOut() throws Exception {
    try (VirtualToken token = Signing.token(Profile.NIST_PIV, 53, "9a");
        VirtualToken other = Signing.token(Profile.NIST_PIV, 54, "9a")) {
      forgetChuid(token);
      forgetChuid(other);
      try (Tokens tokens = open(held)) {
        readers.insert(token, READER);
        SigningKey key = tokens.signingKey(slot("9a"));
        assertThat(key.uri().attribute("serial")).isEmpty();
        assertSigns(key);
        KeyManagement management = tokens.find(TokenUri.of("piv")).require(KeyManagement.class);
        var certificate = management.certificate(slot("9a")).orElseThrow();
        replace(token, other);
        tokens
            .find(TokenUri.of("piv"))
            .require(KeyManagement.class)
            .putCertificate(slot("9a"), certificate);
        assertThatExceptionOfType(TokenException.BadData.class)
            .isThrownBy(() -> SIGN.apply(key))
            .withMessageContaining("does not match its key");
      }
    }
  }

  private static void forgetChuid(VirtualToken token) {
    SimulatedReaders workshop = new SimulatedReaders();
    workshop.insert(token);
    try (Tokens tokens =
        Tokens.builder().source(workshop).pinEntry(ScriptedPins.factory()).open()) {
      PivAdministration administration =
          tokens.find(TokenUri.of("piv")).require(PivAdministration.class);
      administration.writeObject(0x5FC102, new byte[0]);
      assertThat(administration.readObject(0x5FC102)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3", "NIST_PIV"})
  void anotherKeyInTheSameSlotOfTheSameTokenSignsNothing(Profile profile) throws Exception {
    try (VirtualToken token = Signing.token(profile, 55, "9a");
        Tokens tokens = open(held);
        Tokens others = open(pins)) {
      readers.insert(token, READER);
      SigningKey key = tokens.signingKey(slot("9a"));
      assertSigns(key);
      others
          .find(TokenUri.of("piv"))
          .require(KeyManagement.class)
          .generate(slot("9a"), KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      assertThatExceptionOfType(TokenException.BadData.class)
          .isThrownBy(() -> SIGN.apply(key))
          .withMessageContaining("does not fit its public key");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Profile.class,
      names = {"YUBIKEY_5_7", "YUBIKEY_4_3"})
  void resetOfTheApplicationByAnotherProgramBurnsAtMostOneTry(Profile profile) throws Exception {
    try (VirtualToken token = Signing.token(profile, 56, "9a", "9c")) {
      readers.insert(token, READER);
      try (Tokens tokens = open(held);
          Tokens others = open(ScriptedPins.factory())) {
        setPin(others, ScriptedPins.FACTORY_PIN, "654321");
        pins.answer(PinRequest.Kind.PIN, "654321");
        SigningKey once = tokens.signingKey(slot("9a"));
        SigningKey always = tokens.signingKey(slot("9c"));
        assertSigns(once);
        assertSigns(always);
        others.find(TokenUri.of("piv")).require(PivAdministration.class).reset();
        pins.silence(PinRequest.Kind.PIN); // the person is away: only what is held can be sent
        AtomicReference<TokenException> first = new AtomicReference<>();
        for (SigningKey key : new SigningKey[] {always, once, always, once}) {
          assertThatExceptionOfType(TokenException.class)
              .isThrownBy(() -> SIGN.apply(key))
              .satisfies(e -> first.compareAndSet(null, e));
        }
        assertThat(first.get())
            .isInstanceOfAny(
                TokenException.WrongPin.class,
                TokenException.NoKey.class,
                TokenException.PinNotGiven.class);
      }
      assertThat(Signing.triesLeft(token)).isGreaterThanOrEqualTo(2);
    }
  }

  private static void setPin(Tokens tokens, String old, String replacement) {
    try (var before = FaultBench.secret(old);
        var after = FaultBench.secret(replacement)) {
      tokens
          .find(TokenUri.of("piv"))
          .require(dev.countersign.device.PinManagement.class)
          .changePin(before, after);
    }
  }
}
