package dev.countersign.simulator.piv;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.simulator.card.Applet;
import dev.countersign.simulator.card.Firmware;
import dev.countersign.simulator.card.Memory;
import dev.countersign.simulator.card.Surroundings;
import dev.countersign.wire.Tlv;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The PIV card application ([SP800-73-4/2]) and, where the product has them, the vendor's
 * extensions ([YK-PIV]). True cryptography, false security: it protects nothing.
 */
public final class PivApplet implements Applet {
  private static final byte[] AID = HexFormat.of().parseHex("A000000308000010000100");
  private static final int SHORTEST_AID = 5;

  private static final int INS_VERIFY = 0x20;
  private static final int INS_CHANGE_REFERENCE = 0x24;
  private static final int INS_RESET_RETRY = 0x2C;
  private static final int INS_GENERATE = 0x47;
  private static final int INS_AUTHENTICATE = 0x87;
  private static final int INS_GET_DATA = 0xCB;
  private static final int INS_PUT_DATA = 0xDB;
  private static final int INS_MOVE = 0xF6;
  private static final int INS_METADATA = 0xF7;
  private static final int INS_SERIAL = 0xF8;
  private static final int INS_ATTEST = 0xF9;
  private static final int INS_SET_RETRIES = 0xFA;
  private static final int INS_RESET = 0xFB;
  private static final int INS_VERSION = 0xFD;
  private static final int INS_IMPORT = 0xFE;
  private static final int INS_SET_MANAGEMENT = 0xFF;

  private static final int TAG_CERTIFICATE = 0x70;
  private static final int TAG_CERTIFICATE_INFO = 0x71;
  private static final int TAG_ERROR_DETECTION = 0xFE;

  private final PivCard card;
  private final PinCommands pins;
  private final DataCommands data;
  private final ManagementCommands management;
  private final AuthenticateCommand authenticate;
  private final KeyCommands keys;
  private final VendorCommands vendor;
  private final AttestCommand attest;

  private PivApplet(PivCard card) {
    this.card = card;
    pins = new PinCommands(card);
    data = new DataCommands(card);
    management = new ManagementCommands(card);
    authenticate = new AuthenticateCommand(card, management);
    keys = new KeyCommands(card);
    vendor = new VendorCommands(card);
    attest = new AttestCommand(card);
  }

  /**
   * Opens the applet of a token, making it as the factory or the issuer would if its memory is
   * empty.
   *
   * @param serial the serial number, unsigned 32 bits
   * @throws IOException when the memory cannot be read or written, or holds no PIV state
   */
  public static PivApplet open(
      PivFeatures features, int serial, Surroundings surroundings, Memory memory)
      throws IOException {
    Optional<byte[]> record = memory.load();
    PivState state;
    if (record.isPresent()) {
      state = PivStateCodec.decode(record.get());
    } else {
      state = manufacture(features, serial, surroundings);
      memory.save(PivStateCodec.encode(state));
    }
    PivMemory kept = new PivMemory(memory, state);
    return new PivApplet(new PivCard(features, serial, surroundings, kept, new PivSession()));
  }

  private static PivState manufacture(PivFeatures features, int serial, Surroundings surroundings) {
    PivState state = PivState.factory(features.factoryManagementAlgorithm());
    if (!features.vendor()) {
      return state
          .withObject(DataObjects.CHUID, DataObjects.chuid(serial))
          .withObject(DataObjects.CAPABILITIES, DataObjects.capabilities(serial));
    }
    EcKey key = EcKey.generate(PivAlgorithm.P256, surroundings.random());
    byte[] certificate = AttestationAuthority.tokenCertificate(key, surroundings.random());
    return state
        .withKey(
            Slots.ATTESTATION,
            new StoredKey(key, StoredKey.GENERATED, Policies.defaults(Slots.ATTESTATION)))
        .withObject(DataObjects.ATTESTATION_CERTIFICATE, certificateObject(certificate));
  }

  private static byte[] certificateObject(byte[] certificate) {
    return Tlv.encode(
        List.of(
            new Tlv(TAG_CERTIFICATE, certificate),
            new Tlv(TAG_CERTIFICATE_INFO, new byte[] {0}),
            new Tlv(TAG_ERROR_DETECTION, new byte[0])));
  }

  @Override
  public boolean answersTo(byte[] aid) {
    return aid.length >= SHORTEST_AID
        && aid.length <= AID.length
        && Arrays.equals(aid, Arrays.copyOf(AID, aid.length));
  }

  /** Selecting the applet again keeps PIN and management key state, as the standard says. */
  @Override
  public Response select() {
    interrupted();
    return Response.ok(card.features().propertyTemplate());
  }

  @Override
  public void deselect() {
    card.session().clear();
  }

  @Override
  public int maxDataBytes() {
    return card.features().maxDataBytes();
  }

  @Override
  public void interrupted() {
    card.session().takePending();
    card.session().endLicence();
  }

  /**
   * Executes one command. What the first step of management key authentication left is valid for
   * the next command only; so is the PIN for a key that asks for it each time ([SP800-73-4/1] table
   * 5, PIN always), which is why tools verify last of all.
   */
  @Override
  public Response process(Command command) {
    PivSession.@Nullable Pending pending = card.session().takePending();
    if (command.ins() != INS_AUTHENTICATE) {
      card.session().endLicence();
    }
    Response response = dispatch(command, pending);
    if (command.ins() == INS_AUTHENTICATE) {
      card.session().endLicence();
    }
    return response;
  }

  private Response dispatch(Command command, PivSession.@Nullable Pending pending) {
    return switch (command.ins()) {
      case INS_VERIFY -> pins.verify(command);
      case INS_CHANGE_REFERENCE -> pins.changeReference(command);
      case INS_RESET_RETRY -> pins.resetRetryCounter(command);
      case INS_GENERATE -> keys.generate(command);
      case INS_AUTHENTICATE -> authenticate.run(command, pending);
      case INS_GET_DATA -> data.get(command);
      case INS_PUT_DATA -> data.put(command);
      default ->
          card.features()
              .firmware()
              .flatMap(firmware -> extension(command, firmware))
              .orElse(Response.of(Status.INSTRUCTION_NOT_SUPPORTED));
    };
  }

  /** A command of the vendor; empty when this firmware does not know it. */
  private Optional<Response> extension(Command command, Firmware firmware) {
    PivFeatures features = card.features();
    return switch (command.ins()) {
      case INS_VERSION -> Optional.of(vendor.version(firmware));
      case INS_SERIAL -> features.serial() ? Optional.of(vendor.serial()) : Optional.empty();
      case INS_METADATA ->
          features.metadata() ? Optional.of(vendor.metadata(command)) : Optional.empty();
      case INS_MOVE -> features.moveKey() ? Optional.of(keys.move(command)) : Optional.empty();
      case INS_ATTEST ->
          features.attestation() ? Optional.of(attest.attest(command, firmware)) : Optional.empty();
      case INS_SET_RETRIES -> Optional.of(pins.setRetries(command));
      case INS_RESET -> Optional.of(vendor.reset());
      case INS_IMPORT -> Optional.of(keys.importKey(command));
      case INS_SET_MANAGEMENT -> Optional.of(management.set(command));
      default -> Optional.empty();
    };
  }
}
