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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The makers of keys, from a file: a metadata BLOB of FIDO's ([FIDO-MDS] 3), or one that a house
 * signs for itself in the same form. Nothing is fetched; the root is the caller's, since that of
 * FIDO's own list changed before.
 *
 * <p>When the date of the next list is past by more than the tolerance, nobody is trusted. That an
 * older list than the last one is handed in, nobody notices here: keep the file from others.
 */
public final class Metadata {
  /** What signs FIDO's own list. */
  public static final String FIDO_SIGNER = "mds.fidoalliance.org";

  /** What is before the identifier of a certificate's key, to tell it from that of a make. */
  private static final String KEY = "key ";

  private static final Make UNKNOWN = new Make(Set.of(), Set.of());

  /**
   * What is known of a make.
   *
   * @param roots where the chains of its statements end
   * @param statuses what is reported of it
   */
  private record Make(Set<X509Certificate> roots, Set<MakeStatus> statuses) {
    /** Of two entries for one make, what either reports is reported. */
    Make and(Make other) {
      Set<X509Certificate> allRoots = new HashSet<>(roots);
      allRoots.addAll(other.roots);
      Set<MakeStatus> allStatuses = EnumSet.noneOf(MakeStatus.class);
      allStatuses.addAll(statuses);
      allStatuses.addAll(other.statuses);
      return new Make(allRoots, allStatuses);
    }
  }

  private final Map<String, Make> makes = new HashMap<>();
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
    Set<MakeStatus> statuses = EnumSet.noneOf(MakeStatus.class);
    for (JsonObject report : entry.list("statusReports", JsonObject.class)) {
      MakeStatus.of(report.text("status")).ifPresent(statuses::add);
    }
    Set<X509Certificate> roots = new HashSet<>();
    Optional<JsonObject> statement = entry.optionalObject("metadataStatement");
    if (statement.isPresent()) {
      for (String root : statement.get().list("attestationRootCertificates", String.class)) {
        add(roots, root);
      }
    }
    Make make = new Make(roots, statuses);
    Optional<String> aaguid = entry.optionalText("aaguid");
    aaguid.ifPresent(
        id -> makes.merge(id.toLowerCase(Locale.ROOT).replace("-", ""), make, Make::and));
    for (String id : entry.list("attestationCertificateKeyIdentifiers", String.class)) {
      makes.merge(KEY + id.toLowerCase(Locale.ROOT), make, Make::and);
    }
  }

  /** A certificate that is none is of its own maker only; there are such in FIDO's list. */
  private static void add(Set<X509Certificate> roots, String certificate) {
    try {
      roots.add(SignedBlob.certificate(certificate));
    } catch (MalformedException e) {
      // what it should have vouched for is not trusted
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
    return makes.size();
  }

  /**
   * What is reported of a make, so that keys can be looked over that were registered before it was.
   *
   * @param make as {@link RegisteredKey#aaguid()} tells it
   */
  public Set<MakeStatus> statuses(UUID make) {
    return Set.copyOf(makes.getOrDefault(make.toString().replace("-", ""), UNKNOWN).statuses());
  }

  /**
   * The roots for a statement: by the make that it names, else by the certificate that signed it.
   */
  TrustRootsResult roots(List<X509Certificate> chain, Optional<ByteArray> aaguid) {
    Set<X509Certificate> roots = stale() ? Set.of() : make(chain, aaguid).roots();
    return TrustRootsResult.builder().trustRoots(roots).enableRevocationChecking(false).build();
  }

  /** What is reported of the make of a statement. */
  Set<MakeStatus> statuses(List<X509Certificate> chain, ByteArray aaguid) {
    return make(chain, Optional.of(aaguid)).statuses();
  }

  private Make make(List<X509Certificate> chain, Optional<ByteArray> aaguid) {
    Optional<ByteArray> named = aaguid.filter(id -> !isZero(id.getBytes()));
    if (named.isPresent()) {
      return makes.getOrDefault(named.get().getHex(), UNKNOWN);
    }
    return chain.isEmpty()
        ? UNKNOWN
        : makes.getOrDefault(KEY + keyIdentifier(chain.get(0)), UNKNOWN);
  }

  static boolean isZero(byte[] aaguid) {
    return Arrays.equals(aaguid, new byte[StoredCredential.AAGUID_BYTES]);
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
      length = (length << 8) | (der[at + 2 + i] & 0xFF);
    }
    return length;
  }
}
