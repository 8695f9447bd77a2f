package dev.countersign.card.piv;

import dev.countersign.card.application.CardWork;
import dev.countersign.card.application.Make;
import dev.countersign.card.application.Task;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.wire.ChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Sets a token up: PIN, PUK, CHUID, CCC, management key, in this order.
 *
 * <p>Each step is one command of the card, or writes what nobody relies on yet. Interrupted before
 * a step, the token has for everything after it what it had before, which its owner knows or which
 * it tells to be the factory's; the procedure run again goes on from there.
 */
final class SetupProcedure {
  private final PivSession session;
  private final PinAccess pins;
  private final ManagementAccess management;
  private final PivSetup setup;
  private final List<String> remarks = new ArrayList<>();

  SetupProcedure(PivSession session, PinAccess pins, ManagementAccess management, PivSetup setup) {
    this.session = session;
    this.pins = pins;
    this.management = management;
    this.setup = setup;
  }

  /** What the token says of itself before anything is changed. */
  private record Before(
      Optional<Boolean> pinFactory,
      Optional<Boolean> pukFactory,
      ManagementAccess.Situation management,
      boolean canSetManagementKey) {

    static Before read(PivCard card) throws ChannelException {
      boolean told = card.facts().make() != Make.YUBIKEY_4;
      return new Before(
          told ? isDefault(card, PivPin.reference(card)) : Optional.empty(),
          told ? isDefault(card, PivPin.PUK) : Optional.empty(),
          ManagementAccess.Situation.read(card),
          Identification.features(card).contains(PivFeature.SET_MANAGEMENT_KEY));
    }

    private static Optional<Boolean> isDefault(PivCard card, int reference)
        throws ChannelException {
      return Metadata.find(card, reference).flatMap(Metadata::isDefault);
    }
  }

  SetupResult run() {
    Before before = session.run(session.task("look how it stands"), Before::read);
    change(PinRequest.Kind.PIN, before.pinFactory(), setup.newPin());
    change(PinRequest.Kind.PUK, before.pukFactory(), setup.newPuk());
    if (!before.canSetManagementKey()) {
      remarks.add(
          "The management key was left as it is: this card has no command to change it, its issuer"
              + " keeps it.");
      return new SetupResult(true, true, false, false, false, List.copyOf(remarks));
    }
    return protectManagementKey(before);
  }

  private void change(PinRequest.Kind kind, Optional<Boolean> factory, Secret replacement) {
    String operation = kind == PinRequest.Kind.PUK ? "set the PUK" : "set the PIN";
    if (factory.orElse(setup.factoryDefaults())) {
      try (Secret current =
          kind == PinRequest.Kind.PUK ? FactoryValues.puk() : FactoryValues.pin()) {
        session.run(session.task(operation), card -> changed(card, kind, current, replacement));
      }
      return;
    }
    PinRequest request = pins.request(kind, operation);
    try (Secret current = session.ports().pinEntry().enter(request)) {
      session.run(session.task(operation), card -> changed(card, kind, current, replacement));
    }
  }

  private static boolean changed(
      PivCard card, PinRequest.Kind kind, Secret current, Secret replacement)
      throws ChannelException {
    PivPin.change(card, kind, current, replacement);
    return true;
  }

  private SetupResult protectManagementKey(Before before) {
    ManagementKeyAlgorithm algorithm =
        before.management().algorithm().orElse(ManagementKeyAlgorithm.TDES);
    byte[] bytes = new byte[algorithm.keyBytes()];
    session.ports().random().nextBytes(bytes);
    boolean[] written = new boolean[2];
    try (Secret key = Secret.copyOf(bytes)) {
      ManagementKeyChange change = change(new NewManagementKey(algorithm, key, true, false));
      CardWork<PivCard, Boolean> work =
          card -> {
            written[0] =
                writeIfAbsent(card, PivObjects.CHUID, Chuid.create(session.ports().random()));
            written[1] =
                writeIfAbsent(
                    card,
                    PivObjects.CAPABILITIES,
                    CapabilityContainer.create(session.ports().random()));
            change.make(card);
            return true;
          };
      authenticated(before, work);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
    if (written[0] && !session.facts().make().isYubiKey()) {
      session.serialWasWritten();
    }
    return new SetupResult(true, true, true, written[0], written[1], List.copyOf(remarks));
  }

  /** What is kept behind the PIN already is read with the PIN that was just set. */
  private ManagementKeyChange change(NewManagementKey replacement) {
    Task task = session.task("look what is kept behind the PIN");
    PinUse use =
        new PinUse(
            task.name(),
            task.operation(),
            task.operation(),
            request -> setup.newPin().copy(),
            false,
            status -> Task.refused(task.name(), task.operation(), status));
    return ManagementKeyChange.of(
        task,
        replacement,
        pins.run(use, card -> PivObjects.readProtected(card, PivObjects.PRINTED)));
  }

  /** The PIN that was just set opens a stored management key; it need not be asked for. */
  private void authenticated(Before before, CardWork<PivCard, Boolean> work) {
    String operation = "set the management key";
    ManagementAccess.Tasks tasks = () -> session.task(operation);
    boolean factory = before.management().factory().orElse(setup.factoryDefaults());
    if (factory && !before.management().behindPin()) {
      try (Secret key = FactoryValues.managementKey()) {
        management.runWith(tasks, key, work);
      }
      return;
    }
    management.with(this::enter).run(tasks, work);
  }

  private Secret enter(PinRequest request) {
    if (request.kind() == PinRequest.Kind.PIN) {
      return setup.newPin().copy();
    }
    return setup.factoryDefaults()
        ? FactoryValues.managementKey()
        : session.ports().pinEntry().enter(request);
  }

  private static boolean writeIfAbsent(PivCard card, int tag, byte[] value)
      throws ChannelException {
    if (PivObjects.read(card, tag).isPresent()) {
      return false;
    }
    PivObjects.write(card, tag, value);
    return true;
  }
}
