package dev.countersign.cli;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.Login;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinPolicy;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Ports;
import dev.countersign.device.Secret;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.TokenSource;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A token of a PKCS#11 module that never was: keys by names, hidden until somebody logs in. */
final class FakeHsm implements Token {
  static final String PIN = "271828";
  private static final KeyPair PAIR = pair();

  final TokenUri uri;
  final List<FakeKey> keys = new ArrayList<>();
  final Map<Class<?>, Object> more = new HashMap<>();
  final AtomicInteger certificatesRead = new AtomicInteger();
  List<X509Certificate> chain = List.of();
  boolean hides;
  boolean makesMacs;
  int triesLeft = 3;
  int logins;
  @Nullable TokenException problem;

  private final Object attachment = new Object();
  private @Nullable PinEntry pins;
  private boolean loggedIn;

  FakeHsm(String label, String serial) {
    uri = TokenUri.of("pkcs11").with("token", label).with("serial", serial);
  }

  /** The modules of a test: these tokens, each command anew. */
  static TokenSource source(FakeHsm... tokens) {
    return new TokenSource() {
      @Override
      public String kind() {
        return "pkcs11";
      }

      @Override
      public Found look(Optional<TokenUri> wanted, Ports ports) {
        for (FakeHsm token : tokens) {
          token.pins = ports.pinEntry();
        }
        return new Found(List.of(tokens), List.of(), List.of(), List.of("fake (2 tokens)"));
      }

      @Override
      public void close() {
        for (FakeHsm token : tokens) {
          token.loggedIn = false;
        }
      }
    };
  }

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  FakeHsm key(String label) {
    keys.add(new FakeKey(uri.with("object", label).with("type", "private")));
    return this;
  }

  @Override
  public TokenIdentity identity() {
    return new TokenIdentity(
        "pkcs11", uri.attribute("serial"), "Fake HSM", Optional.of("1.0"), false);
  }

  @Override
  public TokenUri uri() {
    return uri;
  }

  @Override
  public String kind() {
    return "pkcs11";
  }

  @Override
  public String reader() {
    return "Fake slot 0";
  }

  @Override
  public boolean simulated() {
    return false;
  }

  @Override
  public boolean fits(TokenUri named) {
    return named.scheme().equals("pkcs11")
        && List.of("token", "serial").stream()
            .allMatch(
                part -> named.attribute(part).map(uri.attribute(part).get()::equals).orElse(true));
  }

  @Override
  public <C> Optional<C> capability(Class<C> type) {
    Object capability = more.get(type);
    if (type == SigningKeys.class) {
      capability = new Keys();
    } else if (type == MacKeys.class && makesMacs) {
      capability = new Macs();
    } else if (type == Login.class) {
      capability = new UserLogin();
    }
    return Optional.ofNullable(capability).map(type::cast);
  }

  private List<FakeKey> visible() {
    if (problem != null) {
      throw problem;
    }
    return hides && !loggedIn ? List.of() : keys;
  }

  private final class UserLogin implements Login {
    @Override
    public boolean required() {
      return true;
    }

    @Override
    public boolean active() {
      return loggedIn;
    }

    @Override
    public void login() {
      login(pins == null ? PinEntry.none() : pins);
    }

    @Override
    public void login(PinEntry entry) {
      PinRequest request =
          new PinRequest(
              PinRequest.Kind.PIN,
              attachment,
              uri::toString,
              "list the keys",
              () -> OptionalInt.of(triesLeft));
      logins++;
      if (triesLeft == 0) {
        throw new TokenException.PinBlocked(
            uri.toString(), "log in", PinRequest.Kind.PIN, "the security officer sets a new PIN");
      }
      try (Secret given = entry.enter(request)) {
        if (!Arrays.equals(given.bytes(), PIN.getBytes(StandardCharsets.US_ASCII))) {
          triesLeft--;
          throw new TokenException.WrongPin(
              uri.toString(), "log in", PinRequest.Kind.PIN, triesLeft);
        }
      }
      loggedIn = true;
    }

    @Override
    public void logout() {
      loggedIn = false;
    }
  }

  private final class Keys implements SigningKeys {
    @Override
    public List<SigningKey> list() {
      return new ArrayList<>(visible());
    }

    @Override
    public SigningKey find(TokenUri wanted) {
      List<FakeKey> fitting =
          visible().stream()
              .filter(key -> wanted.attribute("object").equals(key.uri.attribute("object")))
              .toList();
      if (fitting.isEmpty()) {
        throw new TokenException.NoKey(
            wanted.toString(), "find the key", "the token holds no such key", "list them");
      } else if (fitting.size() > 1) {
        throw new TokenException.Ambiguous(
            wanted.toString(), "find the key", fitting.stream().map(k -> "" + k.uri).toList());
      }
      return fitting.get(0);
    }
  }

  /** One that signs nothing. */
  final class FakeKey implements SigningKey {
    private final TokenUri uri;

    FakeKey(TokenUri uri) {
      this.uri = uri;
    }

    @Override
    public TokenUri uri() {
      return uri;
    }

    @Override
    public KeyAlgorithm algorithm() {
      return KeyAlgorithm.ED25519;
    }

    @Override
    public PublicKey publicKey() {
      return PAIR.getPublic();
    }

    @Override
    public List<X509Certificate> certificateChain() {
      certificatesRead.incrementAndGet();
      return chain;
    }

    @Override
    public KeyPolicies policies() {
      return new KeyPolicies(Optional.of(PinPolicy.ONCE), Optional.empty());
    }

    @Override
    public Optional<KeyOrigin> origin() {
      return Optional.of(KeyOrigin.GENERATED);
    }

    @Override
    public byte[] signDigest(SignatureAlgorithm algorithm, byte[] digest) {
      throw new TokenException.Removed(
          uri.toString(), "sign", "the token was removed (CKR_DEVICE_REMOVED)", null);
    }

    @Override
    public SigningKey with(PinEntry pinEntry) {
      return this;
    }
  }

  /** One key, called mac, whose value everybody knows. */
  private final class Macs implements MacKeys {
    @Override
    public List<MacKey> list() {
      return List.of(new FakeMacKey(uri.with("object", "mac"), Digest.SHA256));
    }

    @Override
    public MacKey find(TokenUri wanted) {
      if (!wanted.attribute("object").equals(Optional.of("mac"))) {
        throw new TokenException.NoKey(
            wanted.toString(), "find the key", "the token holds no such key", "list them");
      }
      return list().get(0);
    }
  }

  private record FakeMacKey(TokenUri uri, Digest digest) implements MacKey {
    @Override
    public String label() {
      return "mac";
    }

    @Override
    public MacKey with(Digest other) {
      return new FakeMacKey(uri, other);
    }

    @Override
    public MacKey with(PinEntry pinEntry) {
      return this;
    }

    @Override
    public int maxMessageBytes() {
      return 64;
    }

    @Override
    public Optional<TouchPolicy> touchPolicy() {
      return Optional.of(TouchPolicy.NEVER);
    }

    @Override
    public byte[] mac(byte[] message) {
      try {
        Mac mac = Mac.getInstance("Hmac" + digest.jcaName().replace("-", ""));
        mac.init(new SecretKeySpec("Jefe".getBytes(StandardCharsets.US_ASCII), "RAW"));
        return mac.doFinal(message);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }
}
