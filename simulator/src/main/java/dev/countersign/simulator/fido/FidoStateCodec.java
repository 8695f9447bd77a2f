package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The state record: one CBOR map.
 *
 * <pre>
 * 1 format version, 1   2 device key   3 counter
 * 4 PIN {1 hash, 2 length, 3 retries, 4 retries of the built-in verification}
 * 5 policy {1 alwaysUv, 2 enterprise attestation, 3 minPINLength, 4 forcePINChange, 5 [rpId]}
 * 6 large blobs         7 [credential]
 * </pre>
 *
 * <p>The hash is absent when there is no PIN. Credentials are written by {@link CredentialCodec}.
 */
final class FidoStateCodec {
  /** The longest record that is read, in bytes. */
  static final int MAX_BYTES = 1 << 18;

  /** More credentials than any product has. */
  static final int MAX_CREDENTIALS = 256;

  private static final int VERSION = 1;
  private static final int MAX_PIN_LENGTH = 63;

  private FidoStateCodec() {}

  static byte[] encode(FidoState state) {
    PinState pin = state.pin();
    CborMap.Builder pinMap =
        Cbor.map().put(2, pin.length()).put(3, pin.retries()).put(4, pin.uvRetries());
    pin.pinHash().ifPresent(hash -> pinMap.put(1, hash));
    Policy policy = state.policy();
    List<Cbor> rpIds = new ArrayList<>();
    policy.minPinRpIds().forEach(rpId -> rpIds.add(Cbor.text(rpId)));
    List<Cbor> credentials = new ArrayList<>();
    state.credentials().forEach(one -> credentials.add(CredentialCodec.write(one)));
    return Cbor.map()
        .put(1, VERSION)
        .put(2, state.deviceKey())
        .put(3, state.counter())
        .put(4, pinMap.build())
        .put(
            5,
            Cbor.map()
                .put(1, policy.alwaysUv())
                .put(2, policy.enterpriseAttestation())
                .put(3, policy.minPinLength())
                .put(4, policy.forcePinChange())
                .put(5, new Cbor.Array(rpIds))
                .build())
        .put(6, state.largeBlobs())
        .put(7, new Cbor.Array(credentials))
        .build()
        .encode();
  }

  /**
   * Reads a record.
   *
   * @throws IOException when it is damaged, or of another version
   */
  static FidoState decode(byte[] record) throws IOException {
    if (record.length > MAX_BYTES) {
      throw new IOException("the FIDO state is longer than " + MAX_BYTES + " bytes");
    }
    try {
      Cbor item = CborDecoder.decode(record, CborDecoder.Strictness.TOLERANT);
      return state(CborMap.map(item, "the record"));
    } catch (CborException | CtapRefusal | IllegalArgumentException e) {
      throw new IOException("the FIDO state is damaged: " + e.getMessage(), e);
    }
  }

  private static FidoState state(CborMap map) throws CborException, CtapRefusal {
    require(number(map, 1) == VERSION, "version is not " + VERSION);
    List<Credential> credentials = new ArrayList<>();
    for (Cbor item : map.items(7)) {
      Credential credential = CredentialCodec.read(CborMap.map(item, "a credential"));
      require(credentials.stream().noneMatch(one -> one.named(credential.id())), "two of one id");
      credentials.add(credential);
    }
    require(credentials.size() <= MAX_CREDENTIALS, "number of credentials");
    byte[] deviceKey = Parameters.required(map.bytes(2));
    require(deviceKey.length == FidoState.DEVICE_KEY_BYTES, "device key");
    long counter = number(map, 3);
    require(counter >= 0 && counter <= FidoState.MAX_COUNTER, "counter");
    byte[] largeBlobs = Parameters.required(map.bytes(6));
    require(largeBlobs.length <= FidoFeatures.MAX_LARGE_BLOBS_BYTES, "large blobs");
    return new FidoState(
        deviceKey,
        counter,
        pin(Parameters.required(map.map(4))),
        policy(Parameters.required(map.map(5))),
        largeBlobs,
        credentials);
  }

  private static PinState pin(CborMap map) throws CborException, CtapRefusal {
    byte[] hash = map.bytes(1).orElse(null);
    require(hash == null || hash.length == PinState.HASH_BYTES, "PIN");
    return new PinState(
        hash,
        between(0, number(map, 2), MAX_PIN_LENGTH),
        between(0, number(map, 3), PinState.MAX_RETRIES),
        between(0, number(map, 4), PinState.MAX_UV_RETRIES));
  }

  private static Policy policy(CborMap map) throws CborException, CtapRefusal {
    List<String> rpIds = new ArrayList<>();
    for (Cbor item : map.items(5)) {
      rpIds.add(CborMap.text(item, "an rpId"));
    }
    return new Policy(
        isTrue(map, 1),
        isTrue(map, 2),
        between(Policy.FACTORY_MIN_PIN_LENGTH, number(map, 3), MAX_PIN_LENGTH),
        isTrue(map, 4),
        rpIds);
  }

  private static long number(CborMap map, long key) throws CborException, CtapRefusal {
    return Parameters.required(map.integer(key));
  }

  private static boolean isTrue(CborMap map, long key) throws CtapRefusal {
    return Parameters.required(map.get(key)).equals(Cbor.bool(true));
  }

  private static int between(int least, long value, int most) {
    require(value >= least && value <= most, value + " is not " + least + " to " + most);
    return (int) value;
  }

  static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }
}
