package dev.countersign.simulator.fido;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Refusal;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The messages of [U2F-RAW]; its credentials are those of CTAP2. */
final class U2fCommands {
  private static final int REGISTER = 0x01;
  private static final int AUTHENTICATE = 0x02;
  private static final int VERSION = 0x03;
  private static final int CHECK_ONLY = 0x07;
  private static final int ENFORCE = 0x03;
  private static final int DO_NOT_ENFORCE = 0x08;
  private static final int RESERVED = 0x05;
  private static final int HASHES = 2 * Hashes.BYTES;

  private final FidoCard card;
  private final BatchAttestation batch;

  U2fCommands(FidoCard card, BatchAttestation batch) {
    this.card = card;
    this.batch = batch;
  }

  Response execute(byte[] wire, Attention attention) throws Refusal {
    Optional<Command> parsed = Command.parse(wire);
    Refusal.unless(parsed.isPresent(), Status.WRONG_LENGTH);
    Command command = parsed.orElseThrow();
    Refusal.unless(command.cla() == 0, Status.CLASS_NOT_SUPPORTED);
    Refusal.unless(card.hasU2f(), Status.INSTRUCTION_NOT_SUPPORTED);
    return switch (command.ins()) {
      case REGISTER -> register(command, attention);
      case AUTHENTICATE -> authenticate(command, attention);
      case VERSION -> version(command);
      default -> throw new Refusal(Status.INSTRUCTION_NOT_SUPPORTED);
    };
  }

  private static Response version(Command command) throws Refusal {
    Refusal.unless(command.p1p2() == 0, Status.INCORRECT_P1_P2);
    Refusal.unless(command.data().length == 0, Status.WRONG_LENGTH);
    return Response.ok("U2F_V2".getBytes(StandardCharsets.US_ASCII));
  }

  private Response register(Command command, Attention attention) throws Refusal {
    boolean known = command.p1() == 0 || command.p1() == ENFORCE;
    Refusal.unless(known && command.p2() == 0, Status.INCORRECT_P1_P2);
    Refusal.unless(command.data().length == HASHES, Status.WRONG_LENGTH);
    byte[] challenge = Arrays.copyOf(command.data(), Hashes.BYTES);
    byte[] application = Arrays.copyOfRange(command.data(), Hashes.BYTES, HASHES);
    touch("u2f register", attention);
    byte[] seed = card.randomBytes(CredentialKey.SEED_BYTES);
    CredentialSource source =
        new CredentialSource(Algorithm.ES256, seed, CredentialSource.FOR_ALL, false);
    byte[] point = EcCredentialKey.derive(Algorithm.ES256, seed).encodedPoint();
    byte[] handle = KeyHandles.seal(source, application, card.state().deviceKey(), card.random());
    card.memory().commit(card.state().counted());
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(0);
    message.writeBytes(application);
    message.writeBytes(challenge);
    message.writeBytes(handle);
    message.writeBytes(point);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(RESERVED);
    answer.writeBytes(point);
    answer.write(handle.length);
    answer.writeBytes(handle);
    answer.writeBytes(batch.u2fCertificate());
    answer.writeBytes(batch.sign(message.toByteArray()));
    return Response.ok(answer.toByteArray());
  }

  private Response authenticate(Command command, Attention attention) throws Refusal {
    int control = command.p1();
    Refusal.unless(
        (control == CHECK_ONLY || control == ENFORCE || control == DO_NOT_ENFORCE)
            && command.p2() == 0,
        Status.INCORRECT_P1_P2);
    byte[] data = command.data();
    Refusal.unless(
        data.length > HASHES && data.length == HASHES + 1 + (data[HASHES] & 0xFF),
        Status.WRONG_LENGTH);
    byte[] challenge = Arrays.copyOf(data, Hashes.BYTES);
    byte[] application = Arrays.copyOfRange(data, Hashes.BYTES, HASHES);
    byte[] handle = Arrays.copyOfRange(data, HASHES + 1, data.length);
    Optional<Credential> credential =
        card.find(handle, application)
            .filter(one -> one.source().algorithm() == Algorithm.ES256)
            .filter(one -> one.source().visible(true, false));
    Refusal.unless(credential.isPresent(), Status.INCORRECT_DATA);
    Refusal.unless(control != CHECK_ONLY, Status.CONDITIONS_NOT_SATISFIED);
    boolean present = control == ENFORCE;
    if (present) {
      touch("u2f authenticate", attention);
    }
    card.memory().commit(card.state().counted());
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(present ? 1 : 0);
    answer.writeBytes(AuthenticatorData.counter(card.state().counter()));
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(application);
    message.writeBytes(answer.toByteArray());
    message.writeBytes(challenge);
    answer.writeBytes(credential.orElseThrow().source().key().sign(message.toByteArray()));
    return Response.ok(answer.toByteArray());
  }

  private void touch(String purpose, Attention attention) throws Refusal {
    try {
      card.person().touch(purpose, attention);
    } catch (CtapRefusal e) {
      throw new Refusal(Status.CONDITIONS_NOT_SATISFIED);
    }
  }
}
