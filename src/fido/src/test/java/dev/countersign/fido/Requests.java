package dev.countersign.fido;

import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.ClientDataHash;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.RelyingParty;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.device.fido.Verification;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborDecoder;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What tests ask keys for, and an independent look at what comes of it. */
public final class Requests {
  /** The relying party of the tests. */
  public static final String RP = "example.org";

  /** What is signed. */
  public static final ClientDataHash HASH = ClientDataHash.of(new byte[32]);

  private Requests() {}

  /** A plain credential. */
  public static CredentialRequest make(Verification verification) {
    return make(verification, false, List.of(), Wishes.NONE);
  }

  /** A credential. */
  public static CredentialRequest make(
      Verification verification, boolean discoverable, List<Identifier> exclude, Wishes wishes) {
    return new CredentialRequest(
        HASH,
        new RelyingParty(RP, "Example"),
        user(1),
        List.of(-7),
        exclude,
        discoverable,
        verification,
        wishes);
  }

  /** A credential that is stored for an account. */
  public static CredentialRequest stored(Verification verification, int user, Wishes wishes) {
    return new CredentialRequest(
        HASH,
        new RelyingParty(RP, "Example"),
        user(user),
        List.of(-7),
        List.of(),
        true,
        verification,
        wishes);
  }

  /** An account. */
  public static UserAccount user(int number) {
    return new UserAccount(
        Identifier.of(new byte[] {(byte) number}),
        Optional.of("user" + number + "@example.org"),
        Optional.of("User " + number));
  }

  /** An assertion. */
  public static AssertionRequest prove(Verification verification, Identifier... allow) {
    return AssertionRequest.of(HASH, RP, List.of(allow), verification);
  }

  /** Authenticator data of a credential. */
  public static byte[] authenticatorData(MadeCredential made) {
    try {
      return attestation(made).bytes("authData").orElseThrow();
    } catch (CborException e) {
      throw new AssertionError(e);
    }
  }

  /** The attestation object. */
  public static CborMap attestation(MadeCredential made) {
    try {
      return CborMap.map(
          CborDecoder.decode(made.attestationObject(), CborDecoder.Strictness.CANONICAL), "it");
    } catch (CborException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether a signature over authenticator data and {@link #HASH} is by the credential's key. */
  public static boolean verifies(MadeCredential made, byte[] data, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(publicKey(made));
      verifier.update(data);
      verifier.update(HASH.bytes());
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static PublicKey publicKey(MadeCredential made) throws GeneralSecurityException {
    byte[] data = authenticatorData(made);
    int start = 37 + 16 + 2 + made.id().length();
    try {
      CborMap cose =
          CborMap.map(
              CborDecoder.decodeAt(data, start, CborDecoder.Strictness.CANONICAL).item(), "key");
      Map<Integer, Object> members = new HashMap<>();
      members.put(1, 2);
      members.put(3, -7);
      members.put(-1, 1);
      members.put(-2, cose.bytes(-2).orElseThrow());
      members.put(-3, cose.bytes(-3).orElseThrow());
      PublicKey key = com.yubico.yubikit.fido.Cose.getPublicKey(members);
      if (key == null) {
        throw new AssertionError("no key");
      }
      return key;
    } catch (CborException e) {
      throw new AssertionError(e);
    }
  }

  /** The flags of authenticator data. */
  public static int flags(byte[] authenticatorData) {
    return authenticatorData[32] & 0xFF;
  }

  /** Bytes with one bit of one byte turned. */
  public static byte[] flipped(byte[] bytes, int index, int bit) {
    byte[] changed = Arrays.copyOf(bytes, bytes.length);
    changed[index] ^= (byte) bit;
    return changed;
  }

  /** An answer with one member replaced. */
  public static byte[] with(byte[] answer, long member, Cbor value) {
    CborMap.Builder changed = Cbor.map();
    members(answer).entries().forEach((key, old) -> changed.put(((Cbor.Int) key).value(), old));
    return answer(changed.put(member, value).build());
  }

  /** The members of an answer. */
  public static CborMap members(byte[] answer) {
    try {
      return CborMap.map(
          CborDecoder.decode(
              Arrays.copyOfRange(answer, 1, answer.length), CborDecoder.Strictness.CANONICAL),
          "it");
    } catch (CborException e) {
      throw new AssertionError(e);
    }
  }

  /** A successful answer of these members. */
  public static byte[] answer(CborMap members) {
    byte[] encoded = members.encode();
    byte[] answer = new byte[1 + encoded.length];
    System.arraycopy(encoded, 0, answer, 1, encoded.length);
    return answer;
  }
}
