package dev.countersign.simulator.fido;

import dev.countersign.simulator.fido.FidoFeatures.Option;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayList;
import java.util.List;

/** AuthenticatorGetInfo ([CTAP2.1] 6.4). */
final class Information {
  private final FidoCard card;

  Information(FidoCard card) {
    this.card = card;
  }

  CborMap execute() {
    FidoFeatures features = card.features();
    List<Cbor> versions = new ArrayList<>();
    if (card.hasU2f()) {
      versions.add(Cbor.text("U2F_V2"));
    }
    versions.add(Cbor.text("FIDO_2_0"));
    if (features.isFido21()) {
      versions.add(Cbor.text("FIDO_2_1_PRE"));
      versions.add(Cbor.text("FIDO_2_1"));
    }
    CborMap.Builder info =
        Cbor.map()
            .put(1, new Cbor.Array(versions))
            .put(2, extensions())
            .put(3, AuthenticatorData.bytes(features.aaguid()))
            .put(4, options())
            .put(5, FidoFeatures.MAX_MESSAGE_BYTES)
            .put(
                6,
                new Cbor.Array(
                    features.pinProtocols().stream()
                        .<Cbor>map(protocol -> Cbor.integer(protocol.number()))
                        .toList()));
    return features.isFido21() ? later(info) : info.build();
  }

  private CborMap later(CborMap.Builder info) {
    FidoState state = card.state();
    FidoFeatures features = card.features();
    byte[] firmware = features.firmware().bytes();
    info.put(7, FidoFeatures.MAX_LIST)
        .put(8, FidoFeatures.MAX_ID_BYTES)
        .put(9, Cbor.Array.of(Cbor.text("nfc"), Cbor.text("usb")))
        .put(
            10,
            new Cbor.Array(
                features.algorithms().stream()
                    .<Cbor>map(
                        algorithm ->
                            Cbor.map()
                                .put("alg", algorithm.cose())
                                .put("type", Credential.TYPE)
                                .build())
                    .toList()))
        .put(11, FidoFeatures.MAX_LARGE_BLOBS_BYTES)
        .put(12, state.policy().forcePinChange())
        .put(13, state.policy().minPinLength())
        .put(14, (firmware[0] & 0xFF) << 16 | (firmware[1] & 0xFF) << 8 | (firmware[2] & 0xFF))
        .put(15, FidoFeatures.MAX_BLOB_BYTES)
        .put(16, FidoFeatures.MAX_RP_IDS);
    if (card.verifiesItself()) {
      info.put(17, 3).put(18, 2); // tries before a PIN is asked for; by fingerprint
    }
    return info.put(20, features.maxCredentials() - state.credentials().size()).build();
  }

  private Cbor extensions() {
    List<Cbor> names = new ArrayList<>();
    if (card.features().isFido21()) {
      names.add(Cbor.text(MakeExtensions.CRED_PROTECT));
    }
    names.add(Cbor.text(MakeExtensions.HMAC_SECRET));
    if (card.features().isFido21()) {
      names.add(Cbor.text(MakeExtensions.LARGE_BLOB_KEY));
      names.add(Cbor.text(MakeExtensions.CRED_BLOB));
      names.add(Cbor.text(MakeExtensions.MIN_PIN_LENGTH));
    }
    return new Cbor.Array(names);
  }

  private CborMap options() {
    FidoFeatures features = card.features();
    Policy policy = card.state().policy();
    CborMap.Builder options =
        Cbor.map()
            .put("rk", true)
            .put("up", true)
            .put("plat", false)
            .put("clientPin", card.state().pin().isSet());
    if (card.verifiesItself()) {
      options.put("uv", true);
    }
    if (!features.isFido21()) {
      return options.build();
    }
    if (features.has(Option.ENTERPRISE_ATTESTATION)) {
      options.put("ep", policy.enterpriseAttestation());
    }
    return options
        .put("alwaysUv", policy.alwaysUv())
        .put("credMgmt", true)
        .put("authnrCfg", true)
        .put("largeBlobs", true)
        .put("pinUvAuthToken", true)
        .put("setMinPINLength", true)
        .put(
            "makeCredUvNotRqd",
            features.has(Option.MAKES_WITHOUT_VERIFICATION) && !policy.alwaysUv())
        .put("credentialMgmtPreview", true)
        .build();
  }
}
