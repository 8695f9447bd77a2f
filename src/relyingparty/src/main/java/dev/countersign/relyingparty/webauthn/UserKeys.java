package dev.countersign.relyingparty.webauthn;

import dev.countersign.relyingparty.store.StateCodec;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of a user: which credentials count, in the order in which they were registered.
 *
 * @param handle what keys call the user, the same for all; empty as long as there is none
 * @param devices the keys
 */
record UserKeys(Cbor.Bytes handle, List<Device> devices) {
  static final int HANDLE_BYTES = 64;
  static final int MAX_DEVICES = 8;

  private static final Framing FRAMING = new Framing('U', "no state of a user with keys");

  /**
   * A key of the user's.
   *
   * @param credentialId the credential
   * @param name what the user calls it
   * @param suffix what makes its name one of its own
   */
  record Device(Cbor.Bytes credentialId, String name, String suffix) {
    Device {
      SecurityKeyArn.checkName(name);
      if (suffix.length() != 26
          || credentialId.length() == 0
          || credentialId.length() > StoredCredential.MAX_ID_BYTES) {
        throw FRAMING.damaged();
      }
    }
  }

  UserKeys {
    devices = List.copyOf(devices);
    boolean none = handle.length() == 0 && devices.isEmpty();
    if ((!none && handle.length() != HANDLE_BYTES) || devices.size() > MAX_DEVICES) {
      throw FRAMING.damaged();
    }
    Set<Cbor.Bytes> ids = new HashSet<>();
    if (!devices.stream().allMatch(device -> ids.add(device.credentialId()))) {
      throw FRAMING.damaged();
    }
  }

  boolean known() {
    return handle.length() > 0;
  }

  Optional<Device> device(Cbor.Bytes credentialId) {
    return devices.stream().filter(device -> device.credentialId().equals(credentialId)).findAny();
  }

  boolean lists(Cbor.Bytes credentialId) {
    return device(credentialId).isPresent();
  }

  boolean names(String name) {
    return devices.stream().anyMatch(device -> device.name().equals(name));
  }

  UserKeys with(Device device) {
    List<Device> more = new ArrayList<>(devices);
    more.add(device);
    return new UserKeys(handle, more);
  }

  UserKeys without(Cbor.Bytes credentialId) {
    return new UserKeys(
        handle,
        devices.stream().filter(device -> !device.credentialId().equals(credentialId)).toList());
  }

  static final StateCodec<UserKeys> CODEC =
      new StateCodec<>() {
        @Override
        public UserKeys initial() {
          return new UserKeys(new Cbor.Bytes(new byte[0]), List.of());
        }

        @Override
        public byte[] encode(UserKeys state) {
          List<Cbor> devices = new ArrayList<>();
          for (Device device : state.devices) {
            devices.add(
                Cbor.Array.of(
                    device.credentialId(), Cbor.text(device.name()), Cbor.text(device.suffix())));
          }
          return FRAMING.encode(
              Cbor.map().put(1, state.handle).put(2, new Cbor.Array(devices)).build().encode());
        }

        @Override
        public UserKeys decode(byte[] bytes) {
          CborMap map = FRAMING.decode(bytes);
          FRAMING.requireMembers(map, 2);
          try {
            List<Device> devices = new ArrayList<>();
            for (Cbor item : FRAMING.items(map, 2)) {
              devices.add(device(item));
            }
            return new UserKeys(FRAMING.bytes(map, 1), devices);
          } catch (CborException e) {
            throw FRAMING.damaged();
          }
        }
      };

  private static Device device(Cbor item) throws CborException {
    if (!(item instanceof Cbor.Array array) || array.items().size() != 3) {
      throw FRAMING.damaged();
    }
    return new Device(
        new Cbor.Bytes(CborMap.bytes(array.items().get(0), "a credential")),
        CborMap.text(array.items().get(1), "a name"),
        CborMap.text(array.items().get(2), "a suffix"));
  }
}
