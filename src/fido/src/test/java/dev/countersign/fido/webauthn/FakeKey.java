package dev.countersign.fido.webauthn;

import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A key behind the port that remembers what it was asked, and has no cryptography. */
final class FakeKey implements SecurityKey {
  static final Identifier ID = Identifier.of(new byte[] {1, 2, 3});
  static final byte[] AAGUID = bytes(0xA0, 16);

  final List<CredentialRequest> made = new ArrayList<>();
  final List<AssertionRequest> proved = new ArrayList<>();
  final List<Ceremony> ceremonies = new ArrayList<>();
  final List<Secret> secrets = new ArrayList<>();
  int touches;

  /** What it holds: whose under which identifier. */
  final Map<Identifier, String> holds = new LinkedHashMap<>();

  Set<String> extensions = Set.of("credProtect", "hmac-secret", "largeBlobKey", "credBlob");
  Map<String, Boolean> options = Map.of("rk", true, "clientPin", true, "ep", true);
  int roomLeft = 5;
  String format = "packed";
  CborMap statement = Cbor.map().put("alg", -7).put("sig", new byte[] {9}).build();
  byte[] aaguid = AAGUID;
  long algorithm = -7;
  byte[] x = bytes(7, 32);
  boolean tellsBeforeVerification = true;
  UnaryOperator<byte[]> tamper = data -> data;
  Optional<RuntimeException> failure = Optional.empty();

  static byte[] bytes(int value, int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Override
  public SecurityKeyInfo info() {
    return new SecurityKeyInfo(
        Set.of("FIDO_2_1"),
        extensions,
        new UUID(1, 1),
        options,
        new SecurityKeyInfo.Limits(
            1200, OptionalInt.of(8), OptionalInt.of(128), 1024, 32, OptionalInt.of(roomLeft)),
        List.of(2),
        List.of(-7, -8),
        List.of("usb", "nfc"),
        new SecurityKeyInfo.PinRules(4, 63, false),
        Optional.empty());
  }

  @Override
  public MadeCredential make(CredentialRequest request, Ceremony ceremony) {
    made.add(request);
    ceremonies.add(ceremony);
    failure.ifPresent(
        problem -> {
          throw problem;
        });
    byte[] key =
        Cbor.map()
            .put(1, 2)
            .put(3, algorithm)
            .put(-1, 1)
            .put(-2, x)
            .put(-3, bytes(8, 32))
            .build()
            .encode();
    byte[] extra = Cbor.map().put("credBlob", true).build().encode();
    ByteBuffer data = ByteBuffer.allocate(37 + 18 + ID.length() + key.length + extra.length);
    data.put(hash(request.relyingParty().id())).put((byte) 0xC1).putInt(1);
    data.put(aaguid).putShort((short) ID.length()).put(ID.bytes()).put(key).put(extra);
    byte[] object =
        Cbor.map()
            .put("fmt", format)
            .put("attStmt", statement)
            .put("authData", tamper.apply(data.array()))
            .build()
            .encode();
    return new MadeCredential(
        ID, object, List.of("usb", "nfc"), request.discoverable(), true, true);
  }

  @Override
  public List<Assertion> prove(AssertionRequest request, Ceremony ceremony) {
    proved.add(request);
    ceremonies.add(ceremony);
    failure.ifPresent(
        problem -> {
          throw problem;
        });
    List<Identifier> found =
        holds.entrySet().stream()
            .filter(each -> each.getValue().equals(request.relyingPartyId()))
            .map(Map.Entry::getKey)
            .filter(id -> request.allow().isEmpty() || request.allow().contains(id))
            .filter(id -> request.touch() || tellsBeforeVerification)
            .toList();
    if (found.isEmpty()) {
      throw new TokenException.NoKey("fido:", "sign in", "no such credential", "use another key");
    }
    List<Identifier> answered = request.allow().isEmpty() ? found : found.subList(0, 1);
    return answered.stream().map(id -> assertion(id, request)).toList();
  }

  private Assertion assertion(Identifier id, AssertionRequest request) {
    byte[] data =
        ByteBuffer.allocate(37).put(hash(request.relyingPartyId())).put((byte) 5).putInt(2).array();
    List<Secret> given = request.salts().stream().map(salt -> Secret.copyOf(salt.bytes())).toList();
    secrets.addAll(given);
    boolean writes =
        request.largeBlob().filter(AssertionRequest.LargeBlob.Write.class::isInstance).isPresent();
    return new Assertion(
        id,
        tamper.apply(data),
        new byte[] {4, 5, 6},
        Optional.of(
            new UserAccount(
                Identifier.of(new byte[] {id.bytes()[0]}),
                Optional.of("user" + id.bytes()[0]),
                Optional.empty())),
        new Assertion.Extras(
            given,
            request.largeBlob().isPresent() && !writes
                ? Optional.of(new byte[] {42})
                : Optional.empty(),
            writes,
            request.blob() ? Optional.of(new byte[] {43}) : Optional.empty()));
  }

  private static byte[] hash(String relyingParty) {
    return ClientData.sha256(relyingParty.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void awaitTouch(Ceremony ceremony) {
    touches++;
  }
}
