package dev.countersign.relyingparty.webauthn;

import dev.countersign.relyingparty.store.StateCodec;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a credential is written down; an empty one was removed, and its row is free. */
final class CredentialCodec implements StateCodec<Optional<StoredCredential>> {
  private static final Framing FRAMING = new Framing('K', "no state of a credential");

  @Override
  public Optional<StoredCredential> initial() {
    return Optional.empty();
  }

  @Override
  public byte[] encode(Optional<StoredCredential> state) {
    return FRAMING.encode(
        state.map(CredentialCodec::map).orElseGet(() -> Cbor.map().build()).encode());
  }

  private static CborMap map(StoredCredential state) {
    return Cbor.map()
        .put(1, state.user())
        .put(2, state.userHandle())
        .put(3, state.id())
        .put(4, state.publicKey())
        .put(5, state.signCount())
        .put(6, state.backupEligible())
        .put(7, state.backedUp())
        .put(8, state.aaguid())
        .put(9, new Cbor.Array(state.transports().stream().<Cbor>map(Cbor::text).toList()))
        .put(10, state.created())
        .put(11, state.lastUsed())
        .build();
  }

  @Override
  public Optional<StoredCredential> decode(byte[] bytes) {
    CborMap map = FRAMING.decode(bytes);
    if (map.isEmpty()) {
      return Optional.empty();
    }
    FRAMING.requireMembers(map, 11);
    try {
      List<String> transports = new ArrayList<>();
      for (Cbor transport : FRAMING.items(map, 9)) {
        transports.add(CborMap.text(transport, "a transport"));
      }
      return Optional.of(
          new StoredCredential(
              map.text(1).orElseThrow(FRAMING::damaged),
              FRAMING.bytes(map, 2),
              FRAMING.bytes(map, 3),
              FRAMING.bytes(map, 4),
              FRAMING.number(map, 5),
              FRAMING.bool(map, 6),
              FRAMING.bool(map, 7),
              FRAMING.bytes(map, 8),
              transports,
              FRAMING.number(map, 10),
              FRAMING.number(map, 11)));
    } catch (CborException e) {
      throw FRAMING.damaged();
    }
  }
}
