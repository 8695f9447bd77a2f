package dev.countersign.junit.contract.pkcs11;

import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.junit.ScriptedPins;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A token behind a module, with keys on it, as long as the tests of one class last. */
abstract class ModuleFixture implements AutoCloseable {
  private final Module module;
  private final Optional<String> label;
  private final String pin;

  private ModuleFixture(Module module, Optional<String> label, String pin) {
    this.module = module;
    this.label = label;
    this.pin = pin;
  }

  /** The token of that name. */
  ModuleFixture(Module module, String label, String pin) {
    this(module, Optional.of(label), pin);
  }

  /** The only token of the module. */
  ModuleFixture(Module module, String pin) {
    this(module, Optional.empty(), pin);
  }

  final Module module() {
    return module;
  }

  /** The number of its slot now. */
  final long slot() {
    return module.slot(label);
  }

  final TokenUri uri() {
    return module.uri(slot());
  }

  /** The keys that are there from the beginning. */
  abstract List<MadeKey> keys();

  /** What the token lists. */
  final Set<Long> mechanisms() {
    return LongStream.of(module.cryptoki().mechanisms(slot())).boxed().collect(Collectors.toSet());
  }

  /** Whether what the token lists leaves no way to sign so. */
  boolean lacks(SignatureAlgorithm algorithm) {
    Set<Long> there = mechanisms();
    return switch (algorithm.family()) {
      case RSA -> !there.contains(Ckm.RSA_PKCS) && !there.contains(Ckm.RSA_X_509);
      case EC -> !there.contains(Ckm.ECDSA);
      case ED25519, X25519 -> !there.contains(Ckm.EDDSA);
    };
  }

  /** What its token can that others cannot. */
  abstract Set<Ability> abilities();

  /** The functions of the module themselves, logged in. */
  final RawKeys raw() {
    return new RawKeys(module.cryptoki(), slot(), pin, uri());
  }

  OptionalInt attemptsLeft() {
    return OptionalInt.empty();
  }

  Optional<ModuleBench.Plug> plug() {
    return Optional.empty();
  }

  /** Makes the token as it was at the beginning, as far as a test changed it. */
  void restore() throws Exception {}

  @Override
  public void close() {}

  /** A bench for one test. */
  final ModuleBench bench() throws Exception {
    restore();
    return new Bench(uri(), module.parts(slot()));
  }

  private final class Bench implements ModuleBench {
    private final TokenUri uri;
    private final Map<String, String> parts;
    private final ScriptedPins pins = new ScriptedPins().answer(Kind.PIN, pin);
    private final Tokens tokens = module.tokens(pins);

    Bench(TokenUri uri, Map<String, String> parts) {
      this.uri = uri;
      this.parts = parts;
    }

    @Override
    public Tokens tokens() {
      return tokens;
    }

    @Override
    public TokenUri uri() {
      return uri;
    }

    @Override
    public Map<String, String> parts() {
      return parts;
    }

    @Override
    public ScriptedPins pins() {
      return pins;
    }

    @Override
    public List<MadeKey> keys() {
      return ModuleFixture.this.keys();
    }

    @Override
    public Set<Ability> abilities() {
      return ModuleFixture.this.abilities();
    }

    @Override
    public void putSecret(String label, boolean sensitive, boolean extractable) {
      try (RawKeys raw = raw()) {
        raw.putSecret(label, sensitive, extractable);
      }
    }

    @Override
    public Optional<byte[]> readSecret(TokenUri key) {
      try (RawKeys raw = raw()) {
        return raw.readSecret(key.attribute("object").orElseThrow());
      }
    }

    @Override
    public boolean lacks(SignatureAlgorithm algorithm) {
      return ModuleFixture.this.lacks(algorithm);
    }

    @Override
    public OptionalInt attemptsLeft() {
      return ModuleFixture.this.attemptsLeft();
    }

    @Override
    public String rightPin() {
      return pin;
    }

    @Override
    public Optional<Plug> plug() {
      return ModuleFixture.this.plug();
    }

    @Override
    public void close() {
      tokens.close();
    }
  }
}
