package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What messages have in common. */
final class Parameters {
  private Parameters() {}

  /** What must be there. */
  static <T> T required(Optional<T> value) throws CtapRefusal {
    CtapRefusal.unless(value.isPresent(), CtapStatus.MISSING_PARAMETER);
    return value.orElseThrow();
  }

  /** What must be there. */
  static long required(OptionalLong value) throws CtapRefusal {
    CtapRefusal.unless(value.isPresent(), CtapStatus.MISSING_PARAMETER);
    return value.orElseThrow();
  }

  /** A hash of client data. */
  static byte[] hash(CborMap map, long key) throws CborException, CtapRefusal {
    byte[] hash = required(map.bytes(key));
    CtapRefusal.unless(hash.length == Hashes.BYTES, CtapStatus.INVALID_LENGTH);
    return hash;
  }

  /** The ids of a list of PublicKeyCredentialDescriptor; those of another type are left out. */
  static List<byte[]> credentialIds(CborMap map, long key) throws CborException, CtapRefusal {
    List<Cbor> items = map.items(key);
    CtapRefusal.unless(items.size() <= FidoFeatures.MAX_LIST, CtapStatus.LIMIT_EXCEEDED);
    List<byte[]> ids = new ArrayList<>();
    for (Cbor item : items) {
      CborMap descriptor = CborMap.map(item, "a credential descriptor");
      byte[] id = required(descriptor.bytes("id"));
      if (required(descriptor.text("type")).equals(Credential.TYPE)) {
        ids.add(id);
      }
    }
    return ids;
  }

  /** An rpId of a length that somebody can have. */
  static String rpId(String rpId) throws CtapRefusal {
    CtapRefusal.unless(rpId.length() <= 255, CtapStatus.INVALID_LENGTH);
    return rpId;
  }
}
