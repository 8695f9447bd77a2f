package dev.countersign.fido.ctap;

import dev.countersign.card.application.Task;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.AssertionRequest.LargeBlob;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.device.fido.Verification;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** authenticatorGetAssertion and authenticatorGetNextAssertion ([CTAP2.1] 6.2, 6.3). */
final class Prover {
  /** More credentials for one relying party than any key stores. */
  static final int MOST_ASSERTIONS = 512;

  private static final Ceremonies.Scope NO_SCOPE = new Ceremonies.Scope(0, "");

  private final KeySession session;
  private final SecurityKeyInfo info;
  private final AssertionRequest request;
  private final Task task;

  Prover(KeySession session, SecurityKeyInfo info, AssertionRequest request) {
    this.session = session;
    this.info = info;
    this.request = request;
    this.task = session.task(operation(request));
  }

  static String operation(AssertionRequest request) {
    return "sign in to " + request.relyingPartyId();
  }

  List<Assertion> prove(Verification verification, Ceremony ceremony) {
    if (!request.salts().isEmpty() && !info.extensions().contains(HmacSecrets.NAME)) {
      throw new TokenException.Unsupported(
          task.name(), task.operation(), "this key derives no secrets", "use another key");
    }
    boolean writes = request.largeBlob().filter(LargeBlob.Write.class::isInstance).isPresent();
    if (writes && request.allow().size() != 1) {
      throw new IllegalArgumentException("a large blob is written for one credential");
    }
    Check check = request.touch() ? Check.forProving(info, verification, task) : Check.NONE;
    int permissions = writes ? Ctap.MAY_PROVE | Ctap.MAY_WRITE_LARGE_BLOBS : Ctap.MAY_PROVE;
    return new Ceremonies<>(session, task.operation(), ceremony, this::prove)
        .run(
            check,
            check == Check.NONE
                ? NO_SCOPE
                : new Ceremonies.Scope(permissions, request.relyingPartyId()));
  }

  private List<Assertion> prove(Turn turn) throws ChannelException {
    CborMap.Builder message = message(turn);
    List<Identifier> allow =
        new Descriptors(turn, info, request.relyingPartyId(), message.build())
            .reduced(request.allow());
    if (allow.isEmpty() && !request.allow().isEmpty()) {
      throw new CtapError(Ctap.NO_CREDENTIALS);
    } else if (!allow.isEmpty()) {
      message.put(3, Descriptors.of(allow));
    }
    CborMap answer = turn.send(Ctap.GET_ASSERTION, message.build());
    List<Assertion> assertions = new ArrayList<>();
    try {
      assertions.add(assertion(turn, answer, allow));
      long count = allow.isEmpty() ? answer.integer(5).orElse(1) : 1;
      if (count > MOST_ASSERTIONS) {
        throw turn.card().badResponse("it claims to hold %d credentials".formatted(count));
      }
      while (assertions.size() < count) {
        assertions.add(assertion(turn, turn.send(Ctap.GET_NEXT_ASSERTION, null), allow));
      }
      return withBlob(turn, answer, assertions);
    } catch (CborException e) {
      assertions.forEach(Assertion::close);
      throw turn.card().unreadable(e);
    } catch (RuntimeException | ChannelException e) {
      assertions.forEach(Assertion::close);
      throw e;
    }
  }

  /** The message without the list of credentials. */
  private CborMap.Builder message(Turn turn) throws ChannelException {
    byte[] hash = request.clientDataHash().bytes();
    CborMap.Builder message = Cbor.map().put(1, request.relyingPartyId()).put(2, hash);
    CborMap extensions = extensions(turn);
    if (!extensions.isEmpty()) {
      message.put(4, extensions);
    }
    CborMap.Builder options = Cbor.map();
    if (!request.touch()) {
      options.put("up", false);
    }
    if (turn.option()) {
      options.put("uv", true);
    }
    if (!options.build().isEmpty()) {
      message.put(5, options.build());
    }
    turn.authenticate(message, 6, 7, hash);
    return message;
  }

  private CborMap extensions(Turn turn) throws ChannelException {
    CborMap.Builder extensions = Cbor.map();
    if (request.blob() && info.extensions().contains("credBlob")) {
      extensions.put("credBlob", true);
    }
    if (!request.salts().isEmpty()) {
      extensions.put(HmacSecrets.NAME, HmacSecrets.asked(request.salts(), turn.shared()));
    }
    if (request.largeBlob().isPresent() && info.extensions().contains("largeBlobKey")) {
      extensions.put("largeBlobKey", true);
    }
    return extensions.build();
  }

  private Assertion assertion(Turn turn, CborMap answer, List<Identifier> allow)
      throws CborException, ChannelException {
    byte[] bytes = Answer.requireBytes(answer, 2, "authenticator data");
    byte[] signature = Answer.requireBytes(answer, 3, "the signature");
    AuthenticatorData data = AuthenticatorData.read(bytes);
    byte[] hash = Hashes.ofRelyingParty(request.relyingPartyId());
    Answer.requireFits(turn.card(), data, hash, request.touch(), turn.verified());
    Identifier credential = credential(turn, answer, allow);
    Optional<UserAccount> user = UserEntity.read(answer.map(4));
    Optional<byte[]> blob =
        request.blob()
            ? data.extensions().bytes("credBlob").filter(found -> found.length > 0)
            : Optional.empty();
    List<Secret> secrets =
        request.salts().isEmpty()
            ? List.of()
            : HmacSecrets.answered(data, request.salts().size(), turn.shared());
    return new Assertion(
        credential,
        bytes,
        signature,
        user,
        new Assertion.Extras(secrets, Optional.empty(), false, blob));
  }

  private static Identifier credential(Turn turn, CborMap answer, List<Identifier> allow)
      throws CborException {
    Optional<CborMap> named = answer.map(1);
    if (named.isEmpty()) {
      if (allow.size() == 1) {
        return allow.get(0);
      }
      throw Answer.missing("the credential");
    }
    Identifier credential = Answer.identifier(named.get());
    if (!allow.isEmpty() && !allow.contains(credential)) {
      throw turn.card().badResponse("it answered with a credential that it was not asked for");
    }
    return credential;
  }

  /** Reads or writes the large blob of the first credential, whose key is in its answer. */
  private List<Assertion> withBlob(Turn turn, CborMap answer, List<Assertion> assertions)
      throws CborException, ChannelException {
    Optional<byte[]> key = answer.bytes(7).filter(bytes -> bytes.length == LargeBlobs.KEY_BYTES);
    if (request.largeBlob().isEmpty() || key.isEmpty()) {
      return assertions;
    }
    LargeBlobs blobs = new LargeBlobs(turn, info, session.ports().random());
    Optional<byte[]> content = Optional.empty();
    boolean written = false;
    if (request.largeBlob().get() instanceof LargeBlob.Write write) {
      turn.card().task().changesToken();
      blobs.write(key.get(), write.content());
      written = true;
    } else {
      content = blobs.read(key.get());
    }
    Assertion first = assertions.get(0);
    Assertion.Extras extras = first.extras();
    List<Assertion> all = new ArrayList<>(assertions);
    all.set(
        0,
        new Assertion(
            first.credential(),
            first.authenticatorData(),
            first.signature(),
            first.user(),
            new Assertion.Extras(extras.secrets(), content, written, extras.blob())));
    return all;
  }
}
