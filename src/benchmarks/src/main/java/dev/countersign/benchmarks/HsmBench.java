package dev.countersign.benchmarks;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import dev.countersign.host.cryptoki.ModuleLoadException;
import dev.countersign.host.pkcs11.Pkcs11Source;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import dev.countersign.junit.TestIssuer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A token of SoftHSM with a key of each kind, in the folder of SOFTHSM2_CONF, which bin/benchmark
 * sets.
 */
final class HsmBench {
  static final String TOKEN = "benchmark";
  static final String PIN = "48151623";
  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
          Path.of("/usr/local/lib/softhsm/libsofthsm2.so"));

  private final Path library;
  private final long slot;

  private HsmBench(Path library, long slot) {
    this.library = library;
    this.slot = slot;
  }

  /** The token; empty where SoftHSM is not installed or nobody said where tokens may lie. */
  static Optional<HsmBench> open() throws IOException, ModuleLoadException {
    Optional<Path> library = PLACES.stream().filter(Files::exists).findFirst();
    String written = System.getenv("SOFTHSM2_CONF");
    if (library.isEmpty() || written == null) {
      return Optional.empty();
    }
    Path configuration = Path.of(written);
    Path tokens = configuration.resolveSibling("tokens");
    Files.createDirectories(tokens);
    Files.writeString(
        configuration,
        "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n"
            .formatted(tokens));
    Cryptoki module = Cryptoki.load(library.get().toString());
    module.initialize(true, null);
    Optional<Long> known = slot(module);
    HsmBench bench = new HsmBench(library.get(), known.isPresent() ? known.get() : create(module));
    if (known.isEmpty()) {
      bench.generate(module);
    }
    return Optional.of(bench);
  }

  private static Optional<Long> slot(Cryptoki module) {
    for (long slot : module.slots(true)) {
      if (module.tokenInfo(slot).label().equals(TOKEN)) {
        return Optional.of(slot);
      }
    }
    return Optional.empty();
  }

  private static long create(Cryptoki module) {
    byte[] pin = PIN.getBytes(StandardCharsets.US_ASCII);
    for (long slot : module.slots(true)) {
      if (!module.tokenInfo(slot).has(Ckf.TOKEN_INITIALIZED)) {
        module.initToken(slot, pin, TOKEN);
        break;
      }
    }
    long slot = slot(module).orElseThrow();
    CryptokiSession session = module.open(slot, true);
    session.login(CryptokiSession.User.SO, pin);
    session.initPin(pin);
    session.logout();
    session.close();
    return slot;
  }

  /** Keys with certificates, since SunPKCS11 does not show others. */
  private void generate(Cryptoki module) {
    TestIssuer issuer = new TestIssuer();
    try (Tokens tokens = tokens(OptionalInt.empty())) {
      KeyManagement management = tokens.find(uri()).require(KeyManagement.class);
      int id = 1;
      for (KeyAlgorithm algorithm :
          List.of(KeyAlgorithm.RSA2048, KeyAlgorithm.P256, KeyAlgorithm.ED25519)) {
        TokenUri place =
            uri().with("object", algorithm.externalName()).with("id", new byte[] {(byte) id++});
        PublicKey half = management.generate(place, algorithm, KeyPolicies.UNKNOWN);
        management.putCertificate(place, issuer.certify(half, algorithm.externalName()));
      }
    }
    CryptokiSession session = module.open(slot, true);
    session.login(CryptokiSession.User.USER, PIN.getBytes(StandardCharsets.US_ASCII));
    session.generateKey(
        Mechanism.of(Ckm.GENERIC_SECRET_KEY_GEN),
        List.of(
            Attribute.of(Cka.CLASS, Cko.SECRET_KEY),
            Attribute.of(Cka.TOKEN, true),
            Attribute.of(Cka.LABEL, "hmac"),
            Attribute.of(Cka.ID, new byte[] {9}),
            Attribute.of(Cka.SIGN, true),
            Attribute.of(Cka.SENSITIVE, true),
            Attribute.of(Cka.EXTRACTABLE, false),
            Attribute.of(Cka.VALUE_LEN, 32)));
    session.close();
  }

  Path library() {
    return library;
  }

  long slot() {
    return slot;
  }

  static TokenUri uri() {
    return TokenUri.of("pkcs11").with("token", TOKEN);
  }

  /** The token through our driver, with so many sessions at most. */
  Tokens tokens(OptionalInt sessions) {
    ModuleConfiguration usual =
        ModuleConfiguration.of("softhsm", library.toString(), "the benchmark");
    ModuleConfiguration module =
        new ModuleConfiguration(
            usual.name(),
            usual.library(),
            usual.functionList(),
            usual.slot(),
            usual.slotListIndex(),
            usual.initialisation(),
            usual.enabledMechanisms(),
            usual.disabledMechanisms(),
            usual.templates(),
            sessions,
            usual.origin());
    return Tokens.builder()
        .source(new Pkcs11Source(() -> List.of(module), List::of))
        .pinEntry(request -> Secret.copyOf(PIN.toCharArray()))
        .open();
  }
}
