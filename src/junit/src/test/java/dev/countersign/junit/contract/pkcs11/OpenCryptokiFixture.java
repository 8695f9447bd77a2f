package dev.countersign.junit.contract.pkcs11;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import dev.countersign.junit.contract.pkcs11.RawKeys.Wanted;
import dev.countersign.junit.peers.Program;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The token in software of openCryptoki, beside a daemon of native-config/pkcsslotd.sh. */
final class OpenCryptokiFixture extends ModuleFixture {
  private static final String PIN = "123456";

  /** What tokens of openCryptoki are delivered with. */
  private static final String OFFICER = "87654321";

  private static final String LABEL = "contract";

  private final List<MadeKey> keys;

  private OpenCryptokiFixture(Module module) {
    super(module, LABEL, PIN);
    try (RawKeys raw = raw()) {
      keys =
          List.of(
              raw.make(new Wanted(KeyAlgorithm.RSA2048, "rsa", new byte[] {1}, true)),
              raw.make(new Wanted(KeyAlgorithm.RSA2048, "bare", new byte[] {2, 0}, false)),
              raw.make(new Wanted(KeyAlgorithm.RSA3072, "rsa & Ü", new byte[] {'3'}, true)));
    }
  }

  /** Its only token, initialised. */
  static OpenCryptokiFixture initialised() throws Exception {
    String library = Program.library("libopencryptoki.so", "opencryptoki").toString();
    Module module = new Module(ModuleConfiguration.of("opencryptoki", library, "a test"));
    Cryptoki cryptoki = module.cryptoki();
    long slot = cryptoki.slots(true)[0];
    cryptoki.initToken(slot, OFFICER.getBytes(US_ASCII), LABEL);
    CryptokiSession session = cryptoki.open(slot, true);
    session.login(CryptokiSession.User.SO, OFFICER.getBytes(US_ASCII));
    session.initPin(PIN.getBytes(US_ASCII));
    session.logout();
    session.close();
    return new OpenCryptokiFixture(module);
  }

  @Override
  List<MadeKey> keys() {
    return keys;
  }

  /**
   * There are no keys on curves. Of every key that cannot leave it says that it never could, of one
   * from outside too.
   */
  @Override
  Set<Ability> abilities() {
    return EnumSet.of(
        Ability.TAKES_KEYS, Ability.TAKES_SECRETS, Ability.MAKES_MACS, Ability.TELLS_ORIGIN);
  }

  @Override
  void restore() {
    try (RawKeys raw = raw()) {
      raw.clear(keys);
    }
  }
}
