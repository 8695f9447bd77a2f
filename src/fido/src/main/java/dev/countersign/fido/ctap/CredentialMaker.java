package dev.countersign.fido.ctap;

import dev.countersign.card.application.Task;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.Protection;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.Verification;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.List;
import java.util.OptionalLong;

/** authenticatorMakeCredential ([CTAP2.1] 6.1). */
final class CredentialMaker {
  private final KeySession session;
  private final SecurityKeyInfo info;
  private final CredentialRequest request;
  private final Wishes wishes;
  private final Task task;

  CredentialMaker(KeySession session, SecurityKeyInfo info, CredentialRequest request) {
    this.session = session;
    this.info = info;
    this.request = request;
    this.wishes = request.wishes();
    this.task = session.task(operation(request));
  }

  static String operation(CredentialRequest request) {
    return "make a credential for " + request.relyingParty().id();
  }

  MadeCredential make(Verification verification, Ceremony ceremony) {
    requirePossible();
    Check check = Check.forMaking(info, verification, request.discoverable(), task);
    return new Ceremonies<>(session, task.operation(), ceremony, this::make)
        .run(check, new Ceremonies.Scope(permissions(), request.relyingParty().id()));
  }

  /** To look for a credential of a list that is too long is to ask for an assertion. */
  private int permissions() {
    return request.exclude().isEmpty() ? Ctap.MAY_MAKE : Ctap.MAY_MAKE | Ctap.MAY_PROVE;
  }

  private void requirePossible() {
    if (request.discoverable() && !info.has("rk")) {
      throw unsupported("this key stores no credentials");
    } else if (wishes.enforceProtection()
        && wishes
            .protection()
            .filter(wanted -> wanted != Protection.VERIFICATION_OPTIONAL)
            .isPresent()
        && !info.extensions().contains("credProtect")) {
      throw unsupported("this key cannot protect a credential as it is wanted");
    } else if (!info.algorithms().isEmpty()
        && request.algorithms().stream().noneMatch(info.algorithms()::contains)) {
      throw unsupported(
          "the key makes credentials of none of the algorithms that are wanted; it has "
              + info.algorithms());
    }
  }

  private TokenException unsupported(String message) {
    return new TokenException.Unsupported(
        task.name(), task.operation(), message, "use another key");
  }

  private MadeCredential make(Turn turn) throws ChannelException {
    byte[] hash = request.clientDataHash().bytes();
    CborMap.Builder message =
        Cbor.map().put(1, hash).put(2, relyingParty()).put(3, Descriptors.of(request.user()));
    message.put(
        4,
        new Cbor.Array(
            request.algorithms().stream()
                .map(
                    number ->
                        (Cbor) Cbor.map().put("alg", number).put("type", "public-key").build())
                .toList()));
    CborMap extensions = extensions();
    if (!extensions.isEmpty()) {
      message.put(6, extensions);
    }
    CborMap options = options(turn);
    if (!options.isEmpty()) {
      message.put(7, options);
    }
    turn.authenticate(message, 8, 9, hash);
    if (wishes.enterpriseAttestation().isPresent() && info.has("ep")) {
      message.put(0x0A, wishes.enterpriseAttestation().getAsInt());
    }
    List<Identifier> exclude =
        new Descriptors(turn, info, request.relyingParty().id(), message.build())
            .reduced(request.exclude());
    if (!exclude.isEmpty()) {
      message.put(5, Descriptors.of(exclude));
    }
    turn.card().task().changesToken();
    CborMap answer = turn.send(Ctap.MAKE_CREDENTIAL, message.build());
    try {
      return made(turn, answer);
    } catch (CborException e) {
      throw turn.card().unreadable(e);
    }
  }

  private CborMap relyingParty() {
    CborMap.Builder entity = Cbor.map().put("id", request.relyingParty().id());
    if (!request.relyingParty().name().isEmpty()) {
      entity.put("name", request.relyingParty().name());
    }
    return entity.build();
  }

  private CborMap options(Turn turn) {
    CborMap.Builder options = Cbor.map();
    if (request.discoverable()) {
      options.put("rk", true);
    }
    if (turn.option()) {
      options.put("uv", true);
    }
    return options.build();
  }

  private CborMap extensions() {
    CborMap.Builder extensions = Cbor.map();
    wishes
        .protection()
        .filter(wanted -> info.extensions().contains("credProtect"))
        .ifPresent(wanted -> extensions.put("credProtect", wanted.value()));
    wishes
        .blob()
        .filter(blob -> info.extensions().contains("credBlob"))
        .filter(blob -> blob.length <= info.limits().blobBytes())
        .ifPresent(blob -> extensions.put("credBlob", blob));
    putTrue(extensions, "hmac-secret", wishes.secrets());
    putTrue(
        extensions,
        "largeBlobKey",
        wishes.largeBlob() && request.discoverable() && info.has("largeBlobs"));
    putTrue(extensions, "minPinLength", wishes.minimumPinLength());
    return extensions.build();
  }

  private void putTrue(CborMap.Builder extensions, String name, boolean wanted) {
    if (wanted && info.extensions().contains(name)) {
      extensions.put(name, true);
    }
  }

  private MadeCredential made(Turn turn, CborMap answer) throws CborException {
    String format = answer.text(1).orElseThrow(() -> Answer.missing("the format"));
    byte[] bytes = Answer.requireBytes(answer, 2, "authenticator data");
    CborMap statement = answer.map(3).orElseThrow(() -> Answer.missing("the statement"));
    AuthenticatorData data = AuthenticatorData.read(bytes);
    byte[] hash = Hashes.ofRelyingParty(request.relyingParty().id());
    Answer.requireFits(turn.card(), data, hash, true, turn.verified());
    AuthenticatorData.Attested attested =
        data.attested().orElseThrow(() -> Answer.missing("the credential"));
    requireWanted(turn, data, attested);
    return new MadeCredential(
        attested.credential(),
        Cbor.map()
            .put("fmt", format)
            .put("attStmt", statement)
            .put("authData", bytes)
            .build()
            .encode(),
        transports(),
        request.discoverable(),
        data.extensions().get("hmac-secret").filter(new Cbor.Bool(true)::equals).isPresent(),
        answer.bytes(5).filter(key -> key.length == LargeBlobs.KEY_BYTES).isPresent());
  }

  private void requireWanted(Turn turn, AuthenticatorData data, AuthenticatorData.Attested attested)
      throws CborException {
    OptionalLong algorithm = attested.publicKey().integer(3);
    boolean wanted =
        algorithm.isPresent()
            && request.algorithms().stream().anyMatch(each -> each == algorithm.getAsLong());
    if (!wanted) {
      throw turn.card().badResponse("it made a credential of another algorithm than was asked for");
    } else if (request.exclude().contains(attested.credential())) {
      throw turn.card().badResponse("it made a credential that it was told to exclude");
    }
    OptionalLong protection = data.extensions().integer("credProtect");
    long least = wishes.protection().map(Protection::value).orElse(0);
    if (wishes.enforceProtection()
        && least > Protection.VERIFICATION_OPTIONAL.value()
        && protection.orElse(0) < least) {
      throw turn.card().badResponse("it made a credential that is not protected as was asked for");
    }
  }

  private List<String> transports() {
    return info.transports().isEmpty()
        ? List.of(session.place().usb() ? "usb" : "nfc")
        : info.transports();
  }
}
