package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.Task;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAlgorithm.Family;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys and certificates are put on the card. */
final class PivKeyManagement implements KeyManagement {
  private static final int INS_GENERATE = 0x47;
  private static final int INS_IMPORT_KEY = 0xFE;
  private static final int GENERATE_TEMPLATE = 0xAC;
  private static final int ALGORITHM = 0x80;
  private static final int PUBLIC_KEY_TEMPLATE = 0x7F49;

  private final PivSession session;
  private final ManagementAccess management;

  PivKeyManagement(PivSession session, ManagementAccess management) {
    this.session = session;
    this.management = management;
  }

  @Override
  public Set<KeyAlgorithm> generates() {
    return session.run(session.task("ask what keys it makes"), GenerableKeys::of);
  }

  @Override
  public boolean imports() {
    return session.run(session.task("ask whether it takes keys"), PivKeyManagement::imports);
  }

  private static boolean imports(PivCard card) throws ChannelException {
    return Identification.features(card).contains(PivFeature.IMPORT);
  }

  /** [SP800-73-4/2] 3.3.2, GENERATE ASYMMETRIC KEY PAIR. */
  @Override
  public PublicKey generate(TokenUri place, KeyAlgorithm algorithm, KeyPolicies policies) {
    String operation = "generate a key";
    PivSlot slot = Places.slot(place, operation);
    String name = Places.name(session, slot);
    session.run(
        Task.of(name, operation),
        card -> {
          GenerableKeys.require(card, algorithm);
          requirePolicies(card, policies);
          return true;
        });
    List<Tlv> wishes = new ArrayList<>();
    wishes.add(Tlv.of(ALGORITHM, new byte[] {(byte) PivAlgorithm.of(algorithm).id()}));
    wishes.addAll(PivPolicies.encode(policies));
    byte[] data = Tlv.of(GENERATE_TEMPLATE, wishes.toArray(Tlv[]::new)).encode();
    CommandApdu command =
        CommandApdu.of(INS_GENERATE, 0, slot.reference(), data).expectingLongResponse();
    return management.run(
        () -> Task.of(name, operation, status -> refusal(name, operation, algorithm, status)),
        card -> publicKey(card, algorithm, card.require(command)));
  }

  private static PublicKey publicKey(PivCard card, KeyAlgorithm algorithm, byte[] answer) {
    try {
      Tlv template = Tlv.parse(answer);
      if (template.tag() != PUBLIC_KEY_TEMPLATE) {
        throw card.badResponse("it made no public key");
      }
      return PublicKeys.decode(algorithm, template.children());
    } catch (TlvException | IllegalArgumentException e) {
      throw card.badResponse("the public key that it made cannot be read", e);
    }
  }

  private static TokenException refusal(
      String name, String operation, KeyAlgorithm algorithm, StatusWord status) {
    if (status.equals(StatusWord.INCORRECT_DATA) || status.equals(StatusWord.INCORRECT_P1_P2)) {
      return new TokenException.Unsupported(
          name,
          operation,
          "the token takes no %s key with these policies in this slot (%s)"
              .formatted(algorithm.externalName(), status),
          "choose another algorithm, policy or slot");
    }
    return Task.refused(name, operation, status);
  }

  private static void requirePolicies(PivCard card, KeyPolicies policies) throws ChannelException {
    if (policies.pin().isEmpty() && policies.touch().isEmpty()) {
      return;
    }
    Set<PivFeature> features = Identification.features(card);
    if (!features.contains(PivFeature.POLICIES)) {
      throw new TokenException.Unsupported(
          card.task().name(),
          card.task().operation(),
          "this token has no policies for single keys",
          "leave the policies out: when a key wants the PIN is fixed by its slot");
    }
    if (policies.touch().filter(TouchPolicy.CACHED::equals).isPresent()
        && !features.contains(PivFeature.TOUCH_CACHED)) {
      throw new TokenException.Unsupported(
          card.task().name(),
          card.task().operation(),
          "this token cannot remember a touch",
          "use the touch policy always, or never");
    }
  }

  /** [YK-PIV] IMPORT KEY. */
  @Override
  public void importKey(TokenUri place, KeyPair keyPair, KeyPolicies policies) {
    String operation = "import a key";
    PivSlot slot = Places.slot(place, operation);
    String name = Places.name(session, slot);
    KeyAlgorithm algorithm =
        KeyAlgorithm.of(keyPair.getPublic())
            .orElseThrow(() -> cannotTake(name, operation, "a key of this kind"));
    byte[] key =
        PrivateKeyImport.encode(algorithm, keyPair.getPrivate())
            .orElseThrow(
                () ->
                    cannotTake(
                        name,
                        operation,
                        algorithm.family() == Family.RSA
                            ? "an RSA key without its primes or with an exponent other than 65537"
                            : "a key whose private half cannot be read"));
    byte[] data = PrivateKeyImport.followedBy(key, Tlv.encode(PivPolicies.encode(policies)));
    try {
      session.run(
          Task.of(name, operation),
          card -> {
            if (!imports(card)) {
              throw cannotTake(name, operation, "keys from outside");
            }
            requirePolicies(card, policies);
            return true;
          });
      CommandApdu command =
          new CommandApdu(
              0,
              INS_IMPORT_KEY,
              PivAlgorithm.of(algorithm).id(),
              slot.reference(),
              data,
              false,
              true);
      management.run(
          () -> Task.of(name, operation, status -> refusal(name, operation, algorithm, status)),
          card -> card.require(command));
    } finally {
      Arrays.fill(data, (byte) 0);
    }
  }

  private static TokenException cannotTake(String name, String operation, String what) {
    return new TokenException.Unsupported(
        name, operation, "the token does not take " + what, "generate the key on the token");
  }

  @Override
  public void deleteKey(TokenUri place) {
    String operation = "delete the key";
    new KeyRemover(session, management).destroy(Places.slot(place, operation), operation);
  }

  @Override
  public Optional<X509Certificate> certificate(TokenUri place) {
    String operation = "read the certificate";
    PivSlot slot = Places.slot(place, operation);
    return session.run(
        Task.of(Places.name(session, slot), operation), card -> KeyFinder.certificate(card, slot));
  }

  @Override
  public void putCertificate(TokenUri place, X509Certificate certificate) {
    String operation = "store the certificate";
    PivSlot slot = Places.slot(place, operation);
    byte[] value;
    try {
      value = PivCertificates.encode(certificate);
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("the certificate cannot be encoded", e);
    }
    writeObject(slot, operation, value);
  }

  @Override
  public void deleteCertificate(TokenUri place) {
    String operation = "delete the certificate";
    writeObject(Places.slot(place, operation), operation, new byte[0]);
  }

  private void writeObject(PivSlot slot, String operation, byte[] value) {
    management.run(
        Places.name(session, slot),
        operation,
        card -> {
          PivObjects.write(card, slot.certificateTag(), value);
          KeyHistory.follow(card, slot, value.length > 0);
          return true;
        });
  }
}
