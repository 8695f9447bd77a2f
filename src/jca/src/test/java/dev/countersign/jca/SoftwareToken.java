package dev.countersign.jca;

import dev.countersign.device.DecryptionKey;
import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.Lane;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Ports;
import dev.countersign.device.Secret;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenDriver;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.wire.ApduChannel;
import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.Reader;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** A token whose keys are software: reader, driver and token in one, for tests of this module. */
final class SoftwareToken implements Token, ChannelSource, Reader, TokenDriver {
  private final String serial;
  private final Map<String, KeyPair> pairs = new LinkedHashMap<>();
  private final Map<String, List<X509Certificate>> chains = new LinkedHashMap<>();
  private Optional<String> pin = Optional.empty();
  private PinEntry ownEntry = PinEntry.none();
  private Object attachment = new Object();
  private int attemptsLeft = 3;
  private int verifications;
  private boolean present = true;
  private boolean splitUses;
  private boolean broken;

  SoftwareToken(String serial) {
    this.serial = serial;
  }

  /** Puts a key into a slot; without certificates it has none. */
  SoftwareToken key(String slot, KeyPair pair, X509Certificate... chain) {
    pairs.put(slot, pair);
    chains.put(slot, List.of(chain));
    return this;
  }

  /** Wants this PIN before each use of a key. */
  SoftwareToken pin(String wanted) {
    pin = Optional.of(wanted);
    return this;
  }

  /** Shows each key as two objects, one that signs and one that decrypts. */
  SoftwareToken splitUses() {
    splitUses = true;
    return this;
  }

  /** Answers nonsense when it is asked for its keys. */
  SoftwareToken broken() {
    broken = true;
    return this;
  }

  void remove() {
    present = false;
  }

  void putBack() {
    present = true;
    attachment = new Object();
  }

  int verifications() {
    return verifications;
  }

  int attemptsLeft() {
    return attemptsLeft;
  }

  List<X509Certificate> stored(String slot) {
    return chains.getOrDefault(slot, List.of());
  }

  /** The open tokens that these are. */
  static Tokens tokens(SoftwareToken... all) {
    return tokens(PinEntry.none(), all);
  }

  static Tokens tokens(PinEntry entry, SoftwareToken... all) {
    Tokens.Builder builder = Tokens.builder().pinEntry(entry);
    for (SoftwareToken token : all) {
      builder.source(token).driver(token);
    }
    return builder.open();
  }

  void requirePresent(TokenUri uri, String operation) {
    if (!present) {
      throw new TokenException.Removed(uri.toString(), operation, "the token was removed", null);
    }
  }

  void verifyPin(TokenUri uri, PinEntry entry, String operation) {
    requirePresent(uri, operation);
    if (pin.isEmpty()) {
      return;
    }
    PinRequest request =
        new PinRequest(
            PinRequest.Kind.PIN,
            attachment,
            () -> uri().toString(),
            operation + " with " + uri,
            () -> OptionalInt.of(attemptsLeft));
    if (attemptsLeft == 0) {
      throw new TokenException.PinBlocked(
          uri.toString(), operation, PinRequest.Kind.PIN, "unblock it");
    }
    byte[] wanted = pin.get().getBytes(StandardCharsets.UTF_8);
    try (Secret entered = entry.enter(request)) {
      verifications++;
      if (!Arrays.equals(entered.bytes(), wanted)) {
        attemptsLeft--;
        entry.rejected(request);
        throw new TokenException.WrongPin(
            uri.toString(), operation, PinRequest.Kind.PIN, attemptsLeft);
      }
    }
    attemptsLeft = 3;
    entry.accepted(request);
  }

  private SoftwareKey key(String slot) {
    return new SoftwareKey(this, uri().with("slot", slot), pairs.get(slot), stored(slot), ownEntry);
  }

  private List<SigningKey> signing() {
    if (broken) {
      throw new TokenException.BadResponse(
          uri().toString(), "list the keys", "it answered nonsense", null);
    }
    return pairs.keySet().stream()
        .filter(slot -> key(slot).algorithm() != KeyAlgorithm.X25519)
        .<SigningKey>map(slot -> splitUses ? new SignsOnly(key(slot)) : key(slot))
        .toList();
  }

  private List<DecryptionKey> decryption() {
    return pairs.keySet().stream()
        .filter(slot -> key(slot).algorithm() != KeyAlgorithm.ED25519)
        .<DecryptionKey>map(slot -> splitUses ? new DecryptsOnly(key(slot)) : key(slot))
        .toList();
  }

  @Override
  public <C> Optional<C> capability(Class<C> type) {
    Object capability = null;
    if (type == SigningKeys.class) {
      capability =
          new SigningKeys() {
            @Override
            public List<SigningKey> list() {
              return signing();
            }

            @Override
            public SigningKey find(TokenUri uri) {
              return signing().stream().filter(k -> uri.matches(k.uri())).findFirst().orElseThrow();
            }
          };
    } else if (type == DecryptionKeys.class) {
      capability =
          new DecryptionKeys() {
            @Override
            public List<DecryptionKey> list() {
              return decryption();
            }

            @Override
            public DecryptionKey find(TokenUri uri) {
              return decryption().stream()
                  .filter(k -> uri.matches(k.uri()))
                  .findFirst()
                  .orElseThrow();
            }
          };
    } else if (type == KeyManagement.class) {
      capability = new Management();
    }
    return Optional.ofNullable(capability).map(type::cast);
  }

  private final class Management implements KeyManagement {
    @Override
    public Set<KeyAlgorithm> generates() {
      return Set.of();
    }

    @Override
    public boolean imports() {
      return false;
    }

    @Override
    public PublicKey generate(TokenUri place, KeyAlgorithm algorithm, KeyPolicies policies) {
      throw new AssertionError("not asked for in these tests");
    }

    @Override
    public void importKey(TokenUri place, KeyPair keyPair, KeyPolicies policies) {
      throw new AssertionError("not asked for in these tests");
    }

    @Override
    public void deleteKey(TokenUri place) {
      throw new AssertionError("not asked for in these tests");
    }

    @Override
    public Optional<X509Certificate> certificate(TokenUri place) {
      return stored(place.attribute("slot").orElseThrow()).stream().findFirst();
    }

    @Override
    public void putCertificate(TokenUri place, X509Certificate certificate) {
      verifyPin(place, ownEntry, "store the certificate");
      chains.put(place.attribute("slot").orElseThrow(), List.of(certificate));
    }

    @Override
    public void deleteCertificate(TokenUri place) {
      throw new AssertionError("not asked for in these tests");
    }
  }

  @Override
  public Optional<Token> recognise(Lane lane, Ports ports) {
    if (!lane.reader().equals(reader())) {
      return Optional.empty();
    }
    ownEntry = ports.pinEntry();
    return Optional.of(this);
  }

  @Override
  public TokenIdentity identity() {
    return new TokenIdentity(kind(), Optional.of(serial), "software", Optional.empty(), true);
  }

  @Override
  public TokenUri uri() {
    return TokenUri.of("piv").with("serial", serial);
  }

  @Override
  public String kind() {
    return "piv";
  }

  @Override
  public String reader() {
    return "software " + serial;
  }

  @Override
  public boolean simulated() {
    return true;
  }

  @Override
  public String name() {
    return reader();
  }

  @Override
  public List<Reader> readers() {
    return List.of(this);
  }

  @Override
  public boolean present() {
    return present;
  }

  @Override
  public ApduChannel connect() throws ChannelException {
    throw new ChannelException(ChannelException.Kind.REMOVED, "there are no APDUs here");
  }

  @Override
  public Watch watch(Consumer<ChannelEvent> listener) {
    return () -> {};
  }

  @Override
  public void close() {}

  /** The signing half of a key. */
  private record SignsOnly(SoftwareKey key) implements SigningKey {
    @Override
    public byte[] signDigest(dev.countersign.device.SignatureAlgorithm algorithm, byte[] digest) {
      return key.signDigest(algorithm, digest);
    }

    @Override
    public SigningKey with(PinEntry pinEntry) {
      return new SignsOnly(key.with(pinEntry));
    }

    @Override
    public TokenUri uri() {
      return key.uri();
    }

    @Override
    public KeyAlgorithm algorithm() {
      return key.algorithm();
    }

    @Override
    public PublicKey publicKey() {
      return key.publicKey();
    }

    @Override
    public List<X509Certificate> certificateChain() {
      return key.certificateChain();
    }

    @Override
    public KeyPolicies policies() {
      return key.policies();
    }

    @Override
    public Optional<dev.countersign.device.KeyOrigin> origin() {
      return key.origin();
    }
  }

  /** The decrypting half of a key. */
  private record DecryptsOnly(SoftwareKey key) implements DecryptionKey {
    @Override
    public byte[] decrypt(dev.countersign.device.DecryptionAlgorithm algorithm, byte[] ciphertext) {
      return key.decrypt(algorithm, ciphertext);
    }

    @Override
    public byte[] agree(PublicKey peer) {
      return key.agree(peer);
    }

    @Override
    public DecryptionKey with(PinEntry pinEntry) {
      return new DecryptsOnly(key.with(pinEntry));
    }

    @Override
    public TokenUri uri() {
      return key.uri();
    }

    @Override
    public KeyAlgorithm algorithm() {
      return key.algorithm();
    }

    @Override
    public PublicKey publicKey() {
      return key.publicKey();
    }

    @Override
    public List<X509Certificate> certificateChain() {
      return key.certificateChain();
    }

    @Override
    public KeyPolicies policies() {
      return key.policies();
    }

    @Override
    public Optional<dev.countersign.device.KeyOrigin> origin() {
      return key.origin();
    }
  }
}
