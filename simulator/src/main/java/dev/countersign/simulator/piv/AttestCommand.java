package dev.countersign.simulator.piv;

import dev.countersign.simulator.apdu.Command;
import dev.countersign.simulator.apdu.Response;
import dev.countersign.simulator.apdu.Status;
import dev.countersign.simulator.card.Firmware;
import dev.countersign.wire.Tlv;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;

/** ATTEST: a certificate that says a key was generated on this token ([YK-ATT]). */
final class AttestCommand {
  private static final ASN1ObjectIdentifier ARC = new ASN1ObjectIdentifier("1.3.6.1.4.1.41482.3");
  private static final String FIRMWARE = "3";
  private static final String SERIAL = "7";
  private static final String POLICIES = "8";
  private static final String FORM_FACTOR = "9";
  private static final int TAG_CERTIFICATE = 0x70;
  private static final int SERIAL_NUMBER_BYTES = 16;

  private final PivCard card;

  AttestCommand(PivCard card) {
    this.card = card;
  }

  Response attest(Command command, Firmware firmware) {
    int slot = command.p1();
    if (!Slots.isUserKey(slot) || command.p2() != 0) {
      return Response.of(Status.WRONG_P1_P2);
    }
    StoredKey key = card.state().keys().get(slot);
    if (key == null || key.origin() != StoredKey.GENERATED) {
      return Response.of(Status.INCORRECT_DATA);
    }
    SecureRandom random = card.surroundings().random();
    StoredKey issuerKey = card.state().keys().get(Slots.ATTESTATION);
    byte[] object = card.state().objects().get(DataObjects.ATTESTATION_CERTIFICATE);
    if (issuerKey == null || object == null) {
      return Response.of(Status.NOT_FOUND);
    }
    try {
      Optional<ContentSigner> signer = CertificateSigner.of(issuerKey.material(), random);
      if (signer.isEmpty()) {
        return Response.of(Status.INCORRECT_DATA);
      }
      X509CertificateHolder issuer = certificate(object);
      return Response.ok(
          builder(slot, key, issuer, firmware, random).build(signer.get()).getEncoded());
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      return Response.of(Status.INCORRECT_DATA); // stored as key or certificate, and none
    }
  }

  private static X509CertificateHolder certificate(byte[] object) throws IOException {
    Optional<Tlv> certificate = Tlv.find(Tlv.parseAll(object), TAG_CERTIFICATE);
    if (certificate.isEmpty()) {
      throw new IOException("no certificate in the object");
    }
    return new X509CertificateHolder(certificate.get().value());
  }

  private X509v3CertificateBuilder builder(
      int slot, StoredKey key, X509CertificateHolder issuer, Firmware firmware, SecureRandom random)
      throws IOException {
    byte[] number = new byte[SERIAL_NUMBER_BYTES];
    random.nextBytes(number);
    number[0] &= 0x7F;
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer.getSubject(),
            new BigInteger(1, number),
            issuer.getNotBefore(),
            issuer.getNotAfter(),
            new X500Name("CN=YubiKey PIV Attestation %02x".formatted(slot)),
            key.material().publicKeyInfo());
    builder
        .addExtension(ARC.branch(FIRMWARE), false, firmware.bytes())
        .addExtension(
            ARC.branch(SERIAL),
            false,
            new ASN1Integer(Integer.toUnsignedLong(card.serial())).getEncoded())
        .addExtension(
            ARC.branch(POLICIES),
            false,
            new byte[] {(byte) key.policies().pin(), (byte) key.policies().touch()});
    return card.features().formFactor() != 0
        ? builder.addExtension(
            ARC.branch(FORM_FACTOR), false, new byte[] {(byte) card.features().formFactor()})
        : builder;
  }
}
