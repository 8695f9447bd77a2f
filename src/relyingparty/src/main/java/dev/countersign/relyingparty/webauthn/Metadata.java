package dev.countersign.relyingparty.webauthn;

import com.yubico.webauthn.attestation.AttestationTrustSource.TrustRootsResult;
import com.yubico.webauthn.data.ByteArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The makers of keys, from a file: a metadata BLOB of FIDO's ([FIDO-MDS] 3), or one that a house
 * signs for itself in the same form. Nothing is fetched; the root is the caller's, since that of
 * FIDO's own list changed before.
 *
 * <p>Makes whose keys were compromised, or whose entry is revoked, are as if they were not there.
 * When the date of the next list is past by more than the tolerance, nobody is trusted.
 */
public final class Metadata {
  /** What signs FIDO's own list. */
  public static final String FIDO_SIGNER = "mds.fidoalliance.org";

  /** [FIDO-MDS] 3.1.4: what no key should be trusted after. */
  private static final Set<String> BAD =
      Set.of(
          "REVOKED",
          "USER_VERIFICATION_BYPASS",
          "ATTESTATION_KEY_COMPROMISE",
          "USER_KEY_REMOTE_COMPROMISE",
          "USER_KEY_PHYSICAL_COMPROMISE");

  private final Map<String, Set<X509Certificate>> rootsByMake = new HashMap<>();
  private final InstantSource clock;
  private final Instant end;

  private Metadata(JsonObject blob, InstantSource clock, Period tolerance)
      throws MalformedException {
    this.clock = clock;
    try {
      this.end =
          LocalDate.parse(blob.text("nextUpdate"))
              .plusDays(1)
              .plus(tolerance)
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant();
    } catch (DateTimeParseException e) {
      throw new MalformedException("it does not say when the next one comes");
    }
    for (JsonObject entry : blob.list("entries", JsonObject.class)) {
      add(entry);
    }
  }

  private void add(JsonObject entry) throws MalformedException {
    for (JsonObject report : entry.list("statusReports", JsonObject.class)) {
      if (BAD.contains(report.text("status"))) {
        return;
      }
    }
    Set<X509Certificate> roots = new HashSet<>();
    Optional<JsonObject> statement = entry.optionalObject("metadataStatement");
    if (statement.isPresent()) {
      for (String root : statement.get().list("attestationRootCertificates", String.class)) {
        roots.add(SignedBlob.certificate(root));
      }
    }
    Optional<String> aaguid = entry.optionalText("aaguid");
    aaguid.ifPresent(id -> rootsByMake.put(id.toLowerCase(Locale.ROOT).replace("-", ""), roots));
    for (String id : entry.list("attestationCertificateKeyIdentifiers", String.class)) {
      rootsByMake.put("key " + id.toLowerCase(Locale.ROOT), roots);
    }
  }

  /**
   * Reads a file.
   *
   * @param file the BLOB as it was fetched, up to 64 MB
   * @param root where the chain of its signature must end
   * @param signer the DNS name in the certificate that signed it; {@link #FIDO_SIGNER} for FIDO's
   * @param tolerance how long after the date of the next list this one is used
   * @throws MetadataException when the file cannot be read, is none, is too old, or its signature
   *     does not hold
   */
  public static Metadata load(
      Path file, X509Certificate root, String signer, InstantSource clock, Period tolerance) {
    try {
      if (Files.size(file) > SignedBlob.MAX_CHARACTERS) {
        throw new MalformedException("it is larger than 64 MB");
      }
      String jws = Files.readString(file, StandardCharsets.US_ASCII);
      JsonObject blob = SignedBlob.verified(jws, root, signer, clock.instant());
      Metadata metadata = new Metadata(blob, clock, tolerance);
      if (metadata.stale()) {
        throw new MalformedException("the date of the next one is past");
      }
      return metadata;
    } catch (IOException | MalformedException | GeneralSecurityException e) {
      throw new MetadataException(
          "the metadata in %s cannot be used: %s; fetch them again, and check the root that is set"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private boolean stale() {
    return !clock.instant().isBefore(end);
  }

  /** How many makes are in it, each by its identifier. */
  public int makes() {
    return rootsByMake.size();
  }

  /**
   * The roots for a statement: by the make that it names, else by the certificate that signed it.
   */
  TrustRootsResult roots(List<X509Certificate> chain, Optional<ByteArray> aaguid) {
    Set<X509Certificate> roots = Set.of();
    if (!stale()) {
      String make = aaguid.filter(id -> !isZero(id)).map(ByteArray::getHex).orElse("");
      if (!make.isEmpty()) {
        roots = rootsByMake.getOrDefault(make, Set.of());
      } else if (!chain.isEmpty()) {
        roots = rootsByMake.getOrDefault("key " + keyIdentifier(chain.get(0)), Set.of());
      }
    }
    return TrustRootsResult.builder().trustRoots(roots).enableRevocationChecking(false).build();
  }

  private static boolean isZero(ByteArray aaguid) {
    return aaguid.equals(new ByteArray(new byte[StoredCredential.AAGUID_BYTES]));
  }

  /** [RFC5280] 4.2.1.2 (1): SHA-1 of the public key, without what is around it. */
  private static String keyIdentifier(X509Certificate certificate) {
    byte[] info = certificate.getPublicKey().getEncoded();
    try {
      int algorithm = contents(info, 0);
      int bits = contents(info, algorithm) + length(info, algorithm);
      int key = contents(info, bits) + 1;
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(info, key, info.length - key);
      return HexFormat.of().formatHex(digest.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no SHA-1", e);
    }
  }

  private static int contents(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xFF;
    int length = first < 0x80 ? first : 0;
    for (int i = 0; first >= 0x80 && i < (first & 0x7F); i++) {
      length = length << 8 | der[at + 2 + i] & 0xFF;
    }
    return length;
  }
}
