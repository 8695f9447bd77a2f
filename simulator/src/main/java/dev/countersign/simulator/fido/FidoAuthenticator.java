package dev.countersign.simulator.fido;

import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.StorageFailure;
import dev.countersign.simulator.card.Surroundings;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Executor;

/**
 * The authenticator: takes messages apart and answers them. <strong>Simulated; it protects
 * nothing.</strong> Safe for many threads; messages run one at a time, and power may go while one
 * waits for a person.
 */
public final class FidoAuthenticator implements Authenticator {
  private static final int MAKE_CREDENTIAL = 0x01;
  private static final int GET_ASSERTION = 0x02;
  private static final int GET_INFO = 0x04;
  private static final int CLIENT_PIN = 0x06;
  private static final int RESET = 0x07;
  private static final int GET_NEXT_ASSERTION = 0x08;
  private static final int MANAGEMENT = 0x0A;
  private static final int SELECTION = 0x0B;
  private static final int LARGE_BLOBS = 0x0C;
  private static final int CONFIG = 0x0D;
  private static final int MANAGEMENT_PREVIEW = 0x41;

  private final Object lock = new Object();
  private final FidoCard card;
  private final Information information;
  private final MakeCredential makeCredential;
  private final GetAssertion getAssertion;
  private final ClientPin clientPin;
  private final CredentialManagement management;
  private final LargeBlobs largeBlobs;
  private final Config config;
  private final Reset reset;
  private final U2fCommands u2f;

  private FidoAuthenticator(FidoCard card) {
    this.card = card;
    Verification verification = new Verification(card);
    BatchAttestation batch = new BatchAttestation(card.features());
    information = new Information(card);
    makeCredential =
        new MakeCredential(card, verification, new AttestationStatement(card.features(), batch));
    getAssertion = new GetAssertion(card, verification);
    clientPin = new ClientPin(card, new PinCheck(card), verification);
    management = new CredentialManagement(card, verification);
    largeBlobs = new LargeBlobs(card, verification);
    config = new Config(card, verification);
    reset = new Reset(card);
    u2f = new U2fCommands(card, batch);
  }

  /**
   * The authenticator of a token, with power: what the memory holds, or a new one.
   *
   * @throws IOException when the memory fails or is damaged
   */
  public static FidoAuthenticator open(
      FidoFeatures features, Surroundings surroundings, Memory memory) throws IOException {
    return open(features, surroundings, memory, Person::onThread);
  }

  /**
   * The same, with a person who is asked in a way of one's own.
   *
   * @param people runs what asks for a touch and ends when there is an answer. One that runs it at
   *     once, for a person who never waits, spares a thread each time
   */
  public static FidoAuthenticator open(
      FidoFeatures features, Surroundings surroundings, Memory memory, Executor people)
      throws IOException {
    return new FidoAuthenticator(
        new FidoCard(
            features,
            surroundings,
            FidoMemory.open(memory, surroundings.random()),
            new CtapSession(surroundings.clock().instant()),
            new Person(surroundings, features, people)));
  }

  @Override
  public byte[] ctap2(byte[] request, Attention attention) {
    synchronized (lock) {
      try {
        byte[] answer = execute(request, attention);
        byte[] all = new byte[answer.length + 1];
        all[0] = CtapStatus.OK.code();
        System.arraycopy(answer, 0, all, 1, answer.length);
        return all;
      } catch (CtapRefusal e) {
        return new byte[] {e.status().code()};
      } catch (CborException e) {
        CtapStatus status =
            e.kind() == CborException.Kind.TYPE
                ? CtapStatus.UNEXPECTED_TYPE
                : CtapStatus.INVALID_CBOR;
        return new byte[] {status.code()};
      } catch (StorageFailure e) {
        return new byte[] {CtapStatus.OTHER.code()};
      }
    }
  }

  private byte[] execute(byte[] request, Attention attention) throws CtapRefusal, CborException {
    CtapRefusal.unless(
        card.features().generation() != FidoFeatures.Generation.U2F, CtapStatus.INVALID_COMMAND);
    CtapRefusal.unless(request.length > 0, CtapStatus.INVALID_LENGTH);
    CtapRefusal.unless(
        request.length <= FidoFeatures.MAX_MESSAGE_BYTES, CtapStatus.REQUEST_TOO_LARGE);
    int command = request[0] & 0xFF;
    switch (command) {
      case GET_NEXT_ASSERTION -> card.session().interruptUnless(PendingAssertions.class);
      case MANAGEMENT, MANAGEMENT_PREVIEW -> card.session().interruptUnless(PendingListing.class);
      case LARGE_BLOBS -> card.session().interruptUnless(PendingBlobs.class);
      default -> card.session().interrupt();
    }
    CtapRefusal.unless(
        card.features().isFido21() || command <= GET_NEXT_ASSERTION, CtapStatus.INVALID_COMMAND);
    CborMap answer =
        switch (command) {
          case GET_INFO -> information.execute();
          case RESET -> reset.execute(attention);
          case GET_NEXT_ASSERTION -> getAssertion.next();
          case SELECTION -> select(attention);
          case MAKE_CREDENTIAL -> makeCredential.execute(parameters(request), attention);
          case GET_ASSERTION -> getAssertion.execute(parameters(request), attention);
          case CLIENT_PIN -> clientPin.execute(parameters(request), attention);
          case MANAGEMENT -> management.execute(parameters(request), false);
          case MANAGEMENT_PREVIEW -> management.execute(parameters(request), true);
          case LARGE_BLOBS -> largeBlobs.execute(parameters(request));
          case CONFIG -> config.execute(parameters(request));
          default -> throw new CtapRefusal(CtapStatus.INVALID_COMMAND);
        };
    return answer.isEmpty() ? new byte[0] : answer.encode();
  }

  private static CborMap parameters(byte[] request) throws CborException, CtapRefusal {
    CtapRefusal.unless(request.length > 1, CtapStatus.INVALID_CBOR);
    byte[] encoded = Arrays.copyOfRange(request, 1, request.length);
    Cbor item = CborDecoder.decode(encoded, CborDecoder.Strictness.CANONICAL);
    return CborMap.map(item, "the parameters");
  }

  private CborMap select(Attention attention) throws CtapRefusal {
    card.person().touch("fido selection", attention);
    return Cbor.map().build();
  }

  @Override
  public byte[] u2f(byte[] apdu, Attention attention) {
    synchronized (lock) {
      card.session().interrupt();
      Response response;
      try {
        response = u2f.execute(apdu, attention);
      } catch (Refusal e) {
        response = Response.of(e.status());
      } catch (StorageFailure e) {
        response = Response.of(Status.MEMORY_FAILURE);
      }
      return response.encode();
    }
  }

  @Override
  public boolean hasU2f() {
    return card.hasU2f();
  }

  @Override
  public void powerOn() {
    synchronized (lock) {
      card.session().restart(card.now());
      card.person().powered(true);
    }
  }

  @Override
  public void powerOff() {
    card.person().powered(false);
    synchronized (lock) {
      card.session().restart(card.now());
    }
  }
}
