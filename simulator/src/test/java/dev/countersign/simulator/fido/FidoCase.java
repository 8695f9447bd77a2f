package dev.countersign.simulator.fido;

import com.yubico.yubikit.core.Transport;
import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.core.fido.CtapException;
import com.yubico.yubikit.core.smartcard.SmartCardConnection;
import com.yubico.yubikit.fido.ctap.ClientPin;
import com.yubico.yubikit.fido.ctap.Ctap2Session;
import com.yubico.yubikit.fido.ctap.PinUvAuthProtocol;
import com.yubico.yubikit.fido.ctap.PinUvAuthProtocolV1;
import com.yubico.yubikit.fido.ctap.PinUvAuthProtocolV2;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.card.FailingMemory;
import dev.countersign.simulator.card.SeededRandom;
import dev.countersign.simulator.card.Surroundings;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An authenticator with a settable world, and the client of yubikit that judges it. */
final class FidoCase {
  static final char[] PIN = "4711aé".toCharArray();
  static final byte[] HASH = Hashes.sha256(new byte[] {1});
  static final String RP = "example.org";

  /** A transport that nobody cancels. */
  static final Attention PATIENT =
      new Attention() {
        @Override
        public void keepAlive(Status status) {}

        @Override
        public boolean cancelled() {
          return false;
        }
      };

  private final FidoFeatures features;
  private final Executor people;
  private final FailingMemory memory = new FailingMemory();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<String> purposes = new ArrayList<>();
  private Predicate<String> person = purpose -> true;
  private FidoAuthenticator authenticator;

  FidoCase(FidoFeatures features) throws IOException {
    this(features, Person::onThread);
  }

  /** With a person who is asked in a way of one's own. */
  FidoCase(FidoFeatures features, Executor people) throws IOException {
    this.features = features;
    this.people = people;
    authenticator = open();
  }

  private FidoAuthenticator open() throws IOException {
    Surroundings surroundings =
        new Surroundings(
            clock,
            new SeededRandom(5),
            purpose -> {
              purposes.add(purpose);
              return person.test(purpose);
            });
    return FidoAuthenticator.open(features, surroundings, memory, people);
  }

  /** Reads the memory again, as a process that starts. */
  void reopen() throws IOException {
    authenticator = open();
  }

  void powerCycle() {
    authenticator.powerOff();
    authenticator.powerOn();
  }

  FidoAuthenticator authenticator() {
    return authenticator;
  }

  FailingMemory memory() {
    return memory;
  }

  SettableClock clock() {
    return clock;
  }

  void person(Predicate<String> other) {
    person = other;
  }

  List<String> purposes() {
    return purposes;
  }

  FidoState state() throws IOException {
    return FidoStateCodec.decode(memory.record());
  }

  Ctap2Session session() throws IOException, CommandException {
    return new Ctap2Session(new Wire());
  }

  static PinUvAuthProtocol protocol(int version) {
    return version == 1 ? new PinUvAuthProtocolV1() : new PinUvAuthProtocolV2();
  }

  ClientPin pin(int version) throws IOException, CommandException {
    return new ClientPin(session(), protocol(version));
  }

  /** The answer's status. */
  int status(int command, CborMap parameters) {
    return status(command, parameters.encode());
  }

  int status(int command, byte[] parameters) {
    return send(command, parameters)[0] & 0xFF;
  }

  byte[] send(int command, byte[] parameters) {
    byte[] request = new byte[1 + parameters.length];
    request[0] = (byte) command;
    System.arraycopy(parameters, 0, request, 1, parameters.length);
    return authenticator.ctap2(request, PATIENT);
  }

  static CborMap map(byte[] answer) throws CborException {
    Cbor item =
        CborDecoder.decode(
            Arrays.copyOfRange(answer, 1, answer.length), CborDecoder.Strictness.CANONICAL);
    return CborMap.map(item, "answer");
  }

  /** A request for a credential with what must be there. */
  static CborMap.Builder make(String rpId, int algorithm) {
    return Cbor.map()
        .put(1, HASH)
        .put(2, Cbor.map().put("id", rpId).build())
        .put(3, Cbor.map().put("id", new byte[] {7}).put("name", "alice").build())
        .put(
            4,
            Cbor.Array.of(Cbor.map().put("alg", algorithm).put("type", Credential.TYPE).build()));
  }

  /** What yubikit throws for a status. */
  static int thrown(ThrowingCall call) throws IOException, CommandException {
    try {
      call.run();
      return 0;
    } catch (CtapException e) {
      return e.getCtapError() & 0xFF;
    }
  }

  /** Calls yubikit. */
  @FunctionalInterface
  interface ThrowingCall {
    void run() throws IOException, CommandException;
  }

  Ctap2Session.CredentialData register(
      Ctap2Session session,
      byte[] user,
      boolean discoverable,
      @Nullable Map<String, ?> extensions,
      byte @Nullable [] signature,
      @Nullable Integer version)
      throws IOException, CommandException {
    return session.makeCredential(
        HASH,
        Map.of("id", RP, "name", "Example"),
        Map.of("id", user, "name", "name " + user[0], "displayName", "N. " + user[0]),
        List.of(Map.of("alg", -7, "type", "public-key")),
        null,
        extensions,
        Map.of("rk", discoverable),
        signature,
        version,
        null,
        null);
  }

  /** The card of a reader that takes all commands as they are. */
  private final class Wire implements SmartCardConnection {
    private final ByteArrayOutputStream chain = new ByteArrayOutputStream();

    @Override
    public byte[] sendAndReceive(byte[] apdu) {
      Command command = Command.parse(apdu).orElseThrow();
      if (command.ins() == 0xA4) {
        return answer("U2F_V2".getBytes(StandardCharsets.US_ASCII));
      }
      if (command.ins() != 0x10) {
        return authenticator.u2f(apdu, PATIENT);
      }
      chain.writeBytes(command.data());
      if (command.cla() == 0x90) {
        return answer(new byte[0]);
      }
      byte[] request = chain.toByteArray();
      chain.reset();
      return answer(authenticator.ctap2(request, PATIENT));
    }

    private byte[] answer(byte[] data) {
      byte[] all = Arrays.copyOf(data, data.length + 2);
      all[data.length] = (byte) 0x90;
      return all;
    }

    @Override
    public Transport getTransport() {
      return Transport.NFC;
    }

    @Override
    public boolean isExtendedLengthApduSupported() {
      return true;
    }

    @Override
    public byte[] getAtr() {
      return new byte[0];
    }

    @Override
    public void close() {}
  }
}
