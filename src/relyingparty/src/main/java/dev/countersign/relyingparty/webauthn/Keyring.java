package dev.countersign.relyingparty.webauthn;

import dev.countersign.relyingparty.store.Decision;
import dev.countersign.relyingparty.store.DeviceStates;
import dev.countersign.relyingparty.store.DeviceStates.Loaded;
import dev.countersign.relyingparty.store.StateStore;
import dev.countersign.wire.cbor.Cbor;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Users and their credentials in a store: a row for each. A credential counts when its row names a
 * user whose row lists it; so neither of two writes alone makes a key good, and what is left of an
 * interrupted registration signs nobody in.
 */
final class Keyring {
  /** How long a row that no user lists may still belong to a registration that is under way. */
  private static final long UNDER_WAY_SECONDS = 600;

  private final String rpId;
  private final OtherDevices others;
  private final DeviceStates<UserKeys> users;
  private final DeviceStates<Optional<StoredCredential>> credentials;

  Keyring(String rpId, StateStore store, OtherDevices others) {
    this.rpId = rpId;
    this.others = others;
    this.users = new DeviceStates<>(store, UserKeys.CODEC);
    this.credentials = new DeviceStates<>(store, new CredentialCodec());
  }

  /** What is stored of a user; no handle when nothing is. */
  UserKeys user(String user) {
    return users.load(Fingerprint.user(rpId, user)).state();
  }

  /**
   * The same, with a handle, which the first of these calls stores; empty when others were faster.
   */
  Optional<UserKeys> userWithHandle(String user, SecureRandom random) {
    byte[] handle = new byte[UserKeys.HANDLE_BYTES];
    random.nextBytes(handle);
    UserKeys fresh = new UserKeys(new Cbor.Bytes(handle), List.of());
    return users.decide(
        Fingerprint.user(rpId, user),
        state ->
            state.known()
                ? Decision.keeping(state)
                : Decision.<UserKeys, UserKeys>storing(fresh, fresh));
  }

  /**
   * A credential that counts.
   *
   * @param credential what is remembered of it
   * @param device what its user calls it
   * @param row as it was loaded
   */
  record Found(
      StoredCredential credential,
      UserKeys.Device device,
      Loaded<Optional<StoredCredential>> row) {}

  /** A credential, if it counts. */
  Optional<Found> credential(byte[] id) {
    Loaded<Optional<StoredCredential>> row = load(id);
    return in(row, id)
        .flatMap(stored -> device(stored).map(found -> new Found(stored, found, row)));
  }

  /** What the user of a credential calls it; empty when the user does not list it. */
  private Optional<UserKeys.Device> device(StoredCredential stored) {
    UserKeys keys = user(stored.user());
    return stored.isOf(stored.user(), keys.handle()) ? keys.device(stored.id()) : Optional.empty();
  }

  private Loaded<Optional<StoredCredential>> load(byte[] id) {
    return credentials.load(Fingerprint.credential(rpId, id));
  }

  private static Optional<StoredCredential> in(Loaded<Optional<StoredCredential>> row, byte[] id) {
    return row.state().filter(stored -> Fingerprint.same(stored.id().value(), id));
  }

  private Optional<StoredCredential> row(byte[] id) {
    return in(load(id), id);
  }

  /** The credentials of a user that count, in the order of their registration. */
  List<StoredCredential> credentials(String user, UserKeys keys) {
    List<StoredCredential> found = new ArrayList<>();
    for (UserKeys.Device device : keys.devices()) {
      row(device.credentialId().value())
          .filter(stored -> stored.isOf(user, keys.handle()))
          .ifPresent(found::add);
    }
    return found;
  }

  /** Registers a key; empty when it is done, else why not. */
  Optional<Refusal> add(StoredCredential credential, UserKeys.Device device, int most) {
    byte[] id = credential.id().value();
    Optional<StoredCredential> before = row(id);
    boolean taken =
        before.isPresent()
            && (device(before.get()).isPresent()
                || before.get().created() > credential.created() - UNDER_WAY_SECONDS);
    if (taken) {
      return Optional.of(Refusal.DUPLICATE_CREDENTIAL);
    }
    Optional<Refusal> refused = full(credential.user(), user(credential.user()), device, most);
    if (refused.isPresent()) {
      return refused;
    }
    Optional<Boolean> stored =
        credentials.decide(
            Fingerprint.credential(rpId, id),
            state ->
                state.equals(before)
                    ? Decision.storing(Optional.of(credential), true)
                    : Decision.<Optional<StoredCredential>, Boolean>keeping(false));
    if (stored.isEmpty()) {
      return Optional.of(Refusal.BUSY);
    } else if (!stored.get()) {
      return Optional.of(Refusal.DUPLICATE_CREDENTIAL);
    }
    Optional<Refusal> listed = list(credential, device, most);
    if (listed.isPresent()) {
      free(credential);
    }
    return listed;
  }

  private Optional<Refusal> list(StoredCredential credential, UserKeys.Device device, int most) {
    return users
        .<Optional<Refusal>>decide(
            Fingerprint.user(rpId, credential.user()),
            keys -> {
              if (!keys.handle().equals(credential.userHandle())) {
                return Decision.keeping(Optional.of(Refusal.OTHER_USER));
              }
              Optional<Refusal> refused = full(credential.user(), keys, device, most);
              return refused.isPresent()
                  ? Decision.keeping(refused)
                  : Decision.storing(keys.with(device), refused);
            })
        .orElse(Optional.of(Refusal.BUSY));
  }

  /** Whether a user has so many devices that there may not be another. */
  boolean hasNoRoom(String user, UserKeys keys, int most) {
    return keys.devices().size() + others.count(user) >= most;
  }

  private Optional<Refusal> full(String user, UserKeys keys, UserKeys.Device device, int most) {
    if (keys.lists(device.credentialId())) {
      return Optional.of(Refusal.DUPLICATE_CREDENTIAL);
    } else if (hasNoRoom(user, keys, most)) {
      return Optional.of(Refusal.DEVICE_LIMIT);
    } else if (keys.names(device.name())) {
      return Optional.of(Refusal.DEVICE_NAME);
    }
    return Optional.empty();
  }

  /**
   * Counts a use of a credential.
   *
   * @param found the credential as the response was checked against it
   * @return what is stored now, or why the use does not count
   */
  Use use(Found found, long count, boolean backedUp, CounterPolicy policy, long now) {
    StoredCredential seen = found.credential();
    return credentials
        .<Use>decide(
            found.row(),
            state -> {
              if (state.isEmpty()
                  || !state.get().isOf(seen.user(), seen.userHandle())
                  || !state.get().publicKey().equals(seen.publicKey())) {
                return Decision.keeping(new Use.Refused(Refusal.UNKNOWN_CREDENTIAL));
              }
              StoredCredential stored = state.get();
              boolean back = (count != 0 || stored.signCount() != 0) && count <= stored.signCount();
              if (back && policy == CounterPolicy.REFUSE) {
                return Decision.keeping(new Use.Refused(Refusal.COUNTER));
              }
              StoredCredential next =
                  stored.used(Math.max(count, stored.signCount()), backedUp, now);
              return Decision.storing(Optional.of(next), new Use.Counted(next, back));
            })
        .orElse(new Use.Refused(Refusal.BUSY));
  }

  /** What came of counting a use. */
  sealed interface Use {
    record Counted(StoredCredential credential, boolean wentBack) implements Use {}

    record Refused(Refusal reason) implements Use {}
  }

  /** Removes a key: from the user first, so that it is good for nothing from then on. */
  boolean remove(String user, Cbor.Bytes credentialId) {
    UserKeys before = user(user);
    if (!before.lists(credentialId)) {
      return false;
    }
    users.change(Fingerprint.user(rpId, user), keys -> keys.without(credentialId));
    row(credentialId.value())
        .filter(stored -> stored.isOf(user, before.handle()))
        .ifPresent(this::free);
    return true;
  }

  private void free(StoredCredential credential) {
    credentials.change(
        Fingerprint.credential(rpId, credential.id().value()),
        state -> state.filter(stored -> !stored.isOf(credential.user(), credential.userHandle())));
  }
}
