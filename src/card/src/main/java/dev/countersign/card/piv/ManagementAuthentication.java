package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Mutual authentication with the management key ([SP800-73-4/2] 3.2.4 and A.1). */
final class ManagementAuthentication {
  static final int MANAGEMENT_KEY = 0x9B;

  private static final int INS_GENERAL_AUTHENTICATE = 0x87;
  private static final int TEMPLATE = 0x7C;
  private static final int WITNESS = 0x80;
  private static final int CHALLENGE = 0x81;
  private static final int RESPONSE = 0x82;

  private static final Set<StatusWord> OTHER_ALGORITHM =
      Set.of(
          StatusWord.INCORRECT_DATA,
          StatusWord.INCORRECT_P1_P2,
          StatusWord.WRONG_P1_P2,
          StatusWord.FUNCTION_NOT_SUPPORTED,
          StatusWord.REFERENCE_NOT_FOUND);

  private ManagementAuthentication() {}

  /**
   * Authenticates both sides.
   *
   * @param algorithm the key's algorithm, when the card told it; else those of the key's length are
   *     tried until the card knows one, which costs nothing
   * @return whether the card took the key
   * @throws dev.countersign.device.TokenException.BadResponse when the card cannot prove that it
   *     knows the key
   */
  static boolean authenticate(
      PivCard card, Optional<ManagementKeyAlgorithm> algorithm, byte[] key, SecureRandom random)
      throws ChannelException {
    card.notes().managementAuthenticated(false);
    StatusWord last = StatusWord.INCORRECT_P1_P2;
    for (ManagementKeyAlgorithm candidate : candidates(card, algorithm, key.length)) {
      ResponseApdu witness = card.send(command(candidate, Tlv.of(WITNESS, new byte[0])));
      if (witness.isSuccess()) {
        boolean accepted = respond(card, candidate, key, random, witness.data());
        card.notes().managementAuthenticated(accepted);
        return accepted;
      }
      last = witness.status();
      if (!OTHER_ALGORITHM.contains(last)) {
        break;
      }
    }
    throw new UnexpectedStatus(last);
  }

  private static List<ManagementKeyAlgorithm> candidates(
      PivCard card, Optional<ManagementKeyAlgorithm> algorithm, int keyLength) {
    if (algorithm.isPresent()) {
      return List.of(algorithm.get());
    }
    boolean aesFirst =
        card.facts().firmware().value().filter(PivFeature.LARGE_RSA_AND_25519::in).isPresent();
    List<ManagementKeyAlgorithm> order =
        aesFirst
            ? List.of(ManagementKeyAlgorithm.AES192, ManagementKeyAlgorithm.TDES)
            : List.of(ManagementKeyAlgorithm.TDES, ManagementKeyAlgorithm.AES192);
    return switch (keyLength) {
      case 16 -> List.of(ManagementKeyAlgorithm.AES128);
      case 24 -> order;
      case 32 -> List.of(ManagementKeyAlgorithm.AES256);
      default -> throw new IllegalArgumentException("no management key has this length");
    };
  }

  private static CommandApdu command(ManagementKeyAlgorithm algorithm, Tlv... objects) {
    return CommandApdu.secret(
        INS_GENERAL_AUTHENTICATE,
        algorithm.id(),
        MANAGEMENT_KEY,
        Tlv.of(TEMPLATE, objects).encode());
  }

  private static boolean respond(
      PivCard card,
      ManagementKeyAlgorithm algorithm,
      byte[] key,
      SecureRandom random,
      byte[] witnessAnswer)
      throws ChannelException {
    byte[] witness =
        cipher(Cipher.DECRYPT_MODE, algorithm, key, block(card, witnessAnswer, WITNESS, algorithm));
    byte[] challenge = new byte[algorithm.blockBytes()];
    random.nextBytes(challenge);
    CommandApdu command =
        command(algorithm, Tlv.of(WITNESS, witness), Tlv.of(CHALLENGE, challenge));
    ResponseApdu response;
    try {
      response = card.send(command);
    } finally {
      command.wipe();
      Arrays.fill(witness, (byte) 0);
    }
    if (response.status().equals(StatusWord.SECURITY_STATUS_NOT_SATISFIED)
        || response.status().value() >>> 8 == 0x63) {
      return false;
    }
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    byte[] expected = cipher(Cipher.ENCRYPT_MODE, algorithm, key, challenge);
    if (!MessageDigest.isEqual(expected, block(card, response.data(), RESPONSE, algorithm))) {
      throw card.badResponse("it cannot prove that it knows the management key");
    }
    return true;
  }

  private static byte[] block(
      PivCard card, byte[] answer, int tag, ManagementKeyAlgorithm algorithm) {
    try {
      Tlv template = Tlv.parse(answer);
      return (template.tag() == TEMPLATE ? template.child(tag) : Optional.<Tlv>empty())
          .map(Tlv::value)
          .filter(value -> value.length == algorithm.blockBytes())
          .orElseThrow(() -> card.badResponse("its part of the authentication is no block"));
    } catch (TlvException e) {
      throw card.badResponse("its part of the authentication cannot be read", e);
    }
  }

  /** One block: what is encrypted is random, so that ECB says nothing of it. */
  private static byte[] cipher(
      int mode, ManagementKeyAlgorithm algorithm, byte[] key, byte[] block) {
    try {
      Cipher cipher = Cipher.getInstance(algorithm.cipher() + "/ECB/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, algorithm.cipher()));
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks " + algorithm.cipher(), e);
    }
  }
}
