package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiSession;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All certificates of a token, read in one search. They are kept as they were read, but for those
 * that issued others: a token may hold very many. For one thread at a time.
 */
final class CertificateStock implements Certificates.Lookup {
  private final Map<ByteBuffer, List<Stored>> byId = new HashMap<>();
  private final Map<String, List<Stored>> byLabel = new HashMap<>();
  private final Map<ByteBuffer, List<Stored>> bySubject = new HashMap<>();

  private CertificateStock() {}

  static CertificateStock read(CryptokiSession session) {
    CertificateStock all = new CertificateStock();
    for (long handle : session.find(KeyFinder.with(List.of(), Cko.CERTIFICATE), KeyFinder.ALL)) {
      Attributes told = session.attributes(handle, Cka.ID, Cka.LABEL, Cka.SUBJECT, Cka.VALUE);
      told.bytes(Cka.VALUE).ifPresent(value -> all.add(told, new Stored(value)));
    }
    return all;
  }

  private void add(Attributes told, Stored stored) {
    ObjectName name = ObjectName.of(told);
    add(byId, ByteBuffer.wrap(name.id()), stored);
    add(byLabel, name.label(), stored);
    told.bytes(Cka.SUBJECT).ifPresent(subject -> add(bySubject, ByteBuffer.wrap(subject), stored));
  }

  private static <K> void add(Map<K, List<Stored>> map, K key, Stored stored) {
    map.computeIfAbsent(key, first -> new ArrayList<>(1)).add(stored);
  }

  /** Compares names as {@link KeyFinder#siblings} does. */
  @Override
  public Optional<X509Certificate> ofKey(ObjectName key) {
    return key.id().length > 0
        ? first(byId, ByteBuffer.wrap(key.id()), Stored::parse)
        : first(byLabel, key.label(), Stored::parse);
  }

  @Override
  public Optional<X509Certificate> ofSubject(byte[] subject) {
    return first(bySubject, ByteBuffer.wrap(subject), Stored::kept);
  }

  private static <K> Optional<X509Certificate> first(
      Map<K, List<Stored>> map, K key, Function<Stored, Optional<X509Certificate>> certificate) {
    return map.getOrDefault(key, List.of()).stream()
        .map(certificate)
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Parsed when it is wanted: tokens hold certificates that belong to none of the keys. */
  private static final class Stored {
    private final byte[] encoded;
    private @Nullable X509Certificate parsed;
    private boolean tried;

    Stored(byte[] encoded) {
      this.encoded = encoded;
    }

    Optional<X509Certificate> parse() {
      return Certificates.parse(encoded).filter(one -> !Certificates.isAttestation(one));
    }

    /** Parsed once: many keys may have it above theirs. */
    Optional<X509Certificate> kept() {
      if (!tried) {
        tried = true;
        parsed = parse().orElse(null);
      }
      return Optional.ofNullable(parsed);
    }
  }
}
