package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** AuthenticatorClientPIN ([CTAP2.1] 6.5). */
final class ClientPin {
  private static final int PROTOCOL = 1;
  private static final int SUBCOMMAND = 2;
  private static final int KEY_AGREEMENT = 3;
  private static final int AUTH_PARAM = 4;
  private static final int NEW_PIN = 5;
  private static final int PIN_HASH = 6;
  private static final int PERMISSIONS = 9;
  private static final int RP_ID = 10;
  private static final int PADDED_BYTES = 64;
  private static final long ECDH = -25;

  private final FidoCard card;
  private final PinCheck check;
  private final Verification verification;

  ClientPin(FidoCard card, PinCheck check, Verification verification) {
    this.card = card;
    this.check = check;
    this.verification = verification;
  }

  CborMap execute(CborMap request, Attention attention) throws CborException, CtapRefusal {
    long subcommand = Parameters.required(request.integer(SUBCOMMAND));
    if (subcommand == 1) {
      return retries();
    }
    boolean later = card.features().isFido21();
    if (subcommand == 7 && card.verifiesItself()) {
      return Cbor.map().put(5, card.state().pin().uvRetries()).build();
    }
    CtapRefusal.unless(
        (subcommand >= 2 && subcommand <= 5)
            || (later && (subcommand == 9 || (subcommand == 6 && card.verifiesItself()))),
        CtapStatus.INVALID_SUBCOMMAND);
    PinProtocol protocol =
        PinProtocol.of(Parameters.required(request.integer(PROTOCOL)), card.features());
    return switch ((int) subcommand) {
      case 2 -> keyAgreement(protocol);
      case 3 -> set(protocol, request);
      case 4 -> change(protocol, request);
      case 5 -> tokenOfFido20(protocol, request);
      case 6 -> tokenByVerification(protocol, request, attention);
      default -> tokenByPin(protocol, request);
    };
  }

  private CborMap retries() {
    CborMap.Builder answer = Cbor.map().put(3, card.state().pin().retries());
    if (card.features().isFido21()) {
      answer.put(4, card.session().pinBlocked());
    }
    return answer.build();
  }

  private CborMap keyAgreement(PinProtocol protocol) {
    EcCredentialKey key = card.session().agreementKey(protocol, card.random());
    return Cbor.map().put(1, key.publicKey(ECDH)).build();
  }

  /** The secret shared with whoever has this public key. */
  static SharedSecret agree(FidoCard card, PinProtocol protocol, CborMap cose)
      throws CborException, CtapRefusal {
    byte[] x = Parameters.required(cose.bytes(EcCredentialKey.X));
    byte[] y = Parameters.required(cose.bytes(EcCredentialKey.Y));
    boolean usable =
        Parameters.required(cose.integer(CredentialKey.KEY_TYPE)) == EcCredentialKey.EC2
            && Parameters.required(cose.integer(CredentialKey.ALGORITHM)) == ECDH
            && Parameters.required(cose.integer(EcCredentialKey.CURVE)) == EcCredentialKey.P256;
    CtapRefusal.unless(usable, CtapStatus.INVALID_PARAMETER);
    try {
      return protocol.derive(card.session().agreementKey(protocol, card.random()).agree(x, y));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new CtapRefusal(CtapStatus.INVALID_PARAMETER); // not a point of the curve
    }
  }

  private CborMap set(PinProtocol protocol, CborMap request) throws CborException, CtapRefusal {
    byte[] encrypted = Parameters.required(request.bytes(NEW_PIN));
    byte[] signature = Parameters.required(request.bytes(AUTH_PARAM));
    CborMap key = Parameters.required(request.map(KEY_AGREEMENT));
    CtapRefusal.unless(!card.state().pin().isSet(), CtapStatus.PIN_AUTH_INVALID);
    SharedSecret secret = agree(card, protocol, key);
    CtapRefusal.unless(secret.verify(signature, encrypted), CtapStatus.PIN_AUTH_INVALID);
    store(secret, encrypted);
    return Cbor.map().build();
  }

  private CborMap change(PinProtocol protocol, CborMap request) throws CborException, CtapRefusal {
    byte[] encrypted = Parameters.required(request.bytes(NEW_PIN));
    byte[] hash = Parameters.required(request.bytes(PIN_HASH));
    byte[] signature = Parameters.required(request.bytes(AUTH_PARAM));
    CborMap key = Parameters.required(request.map(KEY_AGREEMENT));
    check.requireOpen();
    SharedSecret secret = agree(card, protocol, key);
    CtapRefusal.unless(secret.verify(signature, encrypted, hash), CtapStatus.PIN_AUTH_INVALID);
    check.verify(secret, hash);
    store(secret, encrypted);
    return Cbor.map().build();
  }

  private void store(SharedSecret secret, byte[] encrypted) throws CtapRefusal {
    Optional<byte[]> padded = secret.decrypt(encrypted);
    CtapRefusal.unless(padded.isPresent(), CtapStatus.PIN_AUTH_INVALID);
    byte[] bytes = padded.orElseThrow();
    try {
      CtapRefusal.unless(bytes.length == PADDED_BYTES, CtapStatus.INVALID_PARAMETER);
      check.replace(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private CborMap tokenOfFido20(PinProtocol protocol, CborMap request)
      throws CborException, CtapRefusal {
    byte[] hash = Parameters.required(request.bytes(PIN_HASH));
    CborMap key = Parameters.required(request.map(KEY_AGREEMENT));
    boolean plain = request.get(PERMISSIONS).isEmpty() && request.get(RP_ID).isEmpty();
    CtapRefusal.unless(plain, CtapStatus.INVALID_PARAMETER);
    check.requireOpen();
    SharedSecret secret = agree(card, protocol, key);
    check.verify(secret, hash);
    CtapRefusal.unless(!card.state().policy().forcePinChange(), CtapStatus.PIN_INVALID);
    return token(protocol, secret, PinToken.UNNAMED, null);
  }

  private CborMap tokenByPin(PinProtocol protocol, CborMap request)
      throws CborException, CtapRefusal {
    byte[] hash = Parameters.required(request.bytes(PIN_HASH));
    CborMap key = Parameters.required(request.map(KEY_AGREEMENT));
    int permissions = permissions(request, PinToken.BIO_ENROLLMENT);
    String rpId = rpId(request, permissions);
    check.requireOpen();
    SharedSecret secret = agree(card, protocol, key);
    check.verify(secret, hash);
    CtapRefusal.unless(!card.state().policy().forcePinChange(), CtapStatus.PIN_POLICY_VIOLATION);
    return token(protocol, secret, permissions, rpId);
  }

  private CborMap tokenByVerification(PinProtocol protocol, CborMap request, Attention attention)
      throws CborException, CtapRefusal {
    CborMap key = Parameters.required(request.map(KEY_AGREEMENT));
    int permissions = permissions(request, PinToken.BIO_ENROLLMENT | PinToken.AUTHENTICATOR_CONFIG);
    String rpId = rpId(request, permissions);
    SharedSecret secret = agree(card, protocol, key);
    verification.requireBuiltIn("fido verify", attention);
    return token(protocol, secret, permissions, rpId);
  }

  /**
   * The permissions that are asked for. Those that nobody has defined are passed over.
   *
   * @param refused those that this way to a token does not give
   */
  private static int permissions(CborMap request, int refused) throws CborException, CtapRefusal {
    long asked = Parameters.required(request.integer(PERMISSIONS));
    CtapRefusal.unless(asked != 0, CtapStatus.INVALID_PARAMETER);
    CtapRefusal.unless((asked & refused) == 0, CtapStatus.UNAUTHORIZED_PERMISSION);
    return (int) (asked & PinToken.KNOWN);
  }

  private static @Nullable String rpId(CborMap request, int permissions)
      throws CborException, CtapRefusal {
    Optional<String> rpId = request.text(RP_ID);
    if ((permissions & (PinToken.MAKE_CREDENTIAL | PinToken.GET_ASSERTION)) != 0) {
      Parameters.required(rpId);
    }
    return rpId.isPresent() ? Parameters.rpId(rpId.get()) : null;
  }

  private CborMap token(
      PinProtocol protocol, SharedSecret secret, int permissions, @Nullable String rpId) {
    PinToken token =
        new PinToken(protocol, permissions, rpId, !card.features().isFido21(), card.surroundings());
    card.session().token(token);
    return Cbor.map().put(2, secret.encrypt(token.value(), card.random())).build();
  }
}
