package dev.countersign.relyingparty.attestation;

import dev.countersign.relyingparty.attestation.AttestationResult.Reason;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a statement says ([YK-ATT]); strict, since a token writes it in one way. */
final class StatementParser {
  private static final String ARC = "1.3.6.1.4.1.41482.3.";
  private static final int FIRMWARE = 3;
  private static final int SERIAL = 7;
  private static final int POLICIES = 8;
  private static final int FORM_FACTOR = 9;
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;

  /** The name of the statement ends in the key reference of the slot. */
  private static final Pattern SUBJECT =
      Pattern.compile("CN=YubiKey PIV Attestation (9[acde]|8[2-9a-f]|9[0-5])");

  private StatementParser() {}

  /** Whether it has the name of a statement, or an extension that only statements have. */
  static boolean looksLikeStatement(X509Certificate certificate) {
    return SUBJECT.matcher(certificate.getSubjectX500Principal().getName()).matches()
        || certificate.getExtensionValue(ARC + POLICIES) != null
        || certificate.getExtensionValue(ARC + SERIAL) != null;
  }

  static PivStatement parse(X509Certificate certificate) throws AttestationRefusedException {
    String subject = certificate.getSubjectX500Principal().getName();
    Matcher name = SUBJECT.matcher(subject);
    if (!name.matches()) {
      throw malformed("its name does not say the slot: " + subject);
    }
    byte[] firmware = fixed(certificate, FIRMWARE, "firmware", 3);
    byte[] policies = fixed(certificate, POLICIES, "PIN and touch policy", 2);
    return new PivStatement(
        certificate.getPublicKey(),
        name.group(1),
        "%d.%d.%d".formatted(firmware[0] & 0xFF, firmware[1] & 0xFF, firmware[2] & 0xFF),
        serial(certificate),
        PinPolicy.byCode(policies[0])
            .orElseThrow(() -> malformed("it tells the PIN policy %d".formatted(policies[0]))),
        TouchPolicy.byCode(policies[1])
            .orElseThrow(() -> malformed("it tells the touch policy %d".formatted(policies[1]))),
        formFactor(certificate));
  }

  private static Optional<FormFactor> formFactor(X509Certificate certificate)
      throws AttestationRefusedException {
    if (certificate.getExtensionValue(ARC + FORM_FACTOR) == null) {
      return Optional.empty();
    }
    return Optional.of(new FormFactor(fixed(certificate, FORM_FACTOR, "form factor", 1)[0] & 0xFF));
  }

  /** The one extension that holds DER: an INTEGER of at most 32 bits without sign. */
  private static long serial(X509Certificate certificate) throws AttestationRefusedException {
    byte[] content = content(certificate, SERIAL, "serial number");
    try {
      Tlv integer = Tlv.parse(content);
      byte[] value = integer.value();
      if (integer.tag() == INTEGER
          && value.length > 0
          && Arrays.equals(integer.encode(), content)
          && Arrays.equals(new BigInteger(value).toByteArray(), value)) {
        BigInteger number = new BigInteger(value);
        if (number.signum() >= 0 && number.bitLength() <= 32) {
          return number.longValueExact();
        }
      }
    } catch (TlvException e) {
      throw malformed("its serial number is no DER integer: " + e.getMessage());
    }
    throw malformed("its serial number is not an integer of 32 bits in DER");
  }

  private static byte[] fixed(X509Certificate certificate, int part, String what, int length)
      throws AttestationRefusedException {
    byte[] content = content(certificate, part, what);
    if (content.length != length) {
      throw malformed(
          "its %s has %d bytes where %d belong".formatted(what, content.length, length));
    }
    return content;
  }

  private static byte[] content(X509Certificate certificate, int part, String what)
      throws AttestationRefusedException {
    byte[] extension = certificate.getExtensionValue(ARC + part);
    if (extension == null) {
      throw malformed("it does not tell the " + what);
    }
    try {
      Tlv octets = Tlv.parse(extension);
      if (octets.tag() == OCTET_STRING) {
        return octets.value();
      }
    } catch (TlvException e) {
      throw malformed("its %s cannot be read: %s".formatted(what, e.getMessage()));
    }
    throw malformed("its %s cannot be read".formatted(what));
  }

  private static AttestationRefusedException malformed(String detail) {
    return new AttestationRefusedException(
        Reason.MALFORMED_STATEMENT, "the statement is not as tokens write it: " + detail);
  }
}
