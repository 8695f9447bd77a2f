package dev.countersign.host.pkcs11;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Secret;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of SoftHSM that belong to one test run: they lie in the folder of SOFTHSM2_CONF, which the
 * build sets, and are made by the module in this process, since one that runs already does not see
 * what another process makes.
 */
public final class SoftHsm {
  /** The PIN of every token. */
  public static final String PIN = "48151623";

  /** The PIN of every token's security officer. */
  public static final String SO_PIN = "42108151623";

  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
          Path.of("/usr/local/lib/softhsm/libsofthsm2.so"));

  private static boolean prepared;

  private SoftHsm() {}

  /** Whether it is there, and the build said where tokens may lie. */
  public static boolean installed() {
    return PLACES.stream().anyMatch(Files::exists) && ofBuild(System.getenv("SOFTHSM2_CONF"));
  }

  /** Tokens that a developer has for other purposes are not touched. */
  private static boolean ofBuild(@Nullable String configuration) {
    return configuration != null
        && Path.of(configuration).endsWith(Path.of("target", "softhsm", "softhsm2.conf"));
  }

  /** The module. */
  public static String library() {
    return PLACES.stream().filter(Files::exists).findFirst().orElseThrow().toString();
  }

  /** The module as it is. */
  public static ModuleConfiguration module() {
    prepare();
    return ModuleConfiguration.of("softhsm", library(), "a test");
  }

  /** The modules of a test: this one alone. */
  public static Pkcs11Source source() {
    ModuleConfiguration module = module();
    return new Pkcs11Source(() -> List.of(module), List::of);
  }

  /** The tokens, with the right PIN at hand. */
  public static Tokens tokens() {
    return tokens(request -> Secret.copyOf(PIN.toCharArray()));
  }

  /** The tokens. */
  public static Tokens tokens(PinEntry pins) {
    return Tokens.builder().source(source()).pinEntry(pins).open();
  }

  /** Makes a token, with its PINs; the number of its slot. */
  public static synchronized long create(String label) {
    Cryptoki module = LoadedModule.of(module()).cryptoki();
    long free = -1;
    for (long slot : module.slots(true)) {
      if (module.tokenInfo(slot).label().equals(label)) {
        free = slot; // of an earlier run: what it holds is gone with it
        break;
      } else if (!module.tokenInfo(slot).has(Ckf.TOKEN_INITIALIZED)) {
        free = slot;
      }
    }
    module.initToken(free, bytes(SO_PIN), label);
    for (long slot : module.slots(true)) {
      if (module.tokenInfo(slot).label().equals(label)) {
        CryptokiSession session = module.open(slot, true);
        session.login(CryptokiSession.User.SO, bytes(SO_PIN));
        session.initPin(bytes(PIN));
        session.logout();
        session.close();
        return slot;
      }
    }
    throw new AssertionError("the new token is in no slot");
  }

  /** Does something in a session of the user, past all of our classes above the binding. */
  public static void asUser(String label, Consumer<CryptokiSession> work) {
    Cryptoki module = LoadedModule.of(module()).cryptoki();
    for (long slot : module.slots(true)) {
      if (module.tokenInfo(slot).label().equals(label)) {
        CryptokiSession session = module.open(slot, true);
        try {
          logIn(session);
          work.accept(session);
        } finally {
          session.close();
        }
        return;
      }
    }
    throw new AssertionError("no token " + label);
  }

  private static void logIn(CryptokiSession session) {
    try {
      session.login(CryptokiSession.User.USER, bytes(PIN));
    } catch (CryptokiException e) {
      if (!e.is(Ckr.CKR_USER_ALREADY_LOGGED_IN)) {
        throw e;
      }
    }
  }

  /**
   * Runs pkcs11-tool on these tokens; what it printed on both streams.
   *
   * @throws AssertionError when it fails
   */
  public static String pkcs11Tool(String... arguments) {
    List<String> command = new ArrayList<>(List.of("pkcs11-tool", "--module", library()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What a program of its own must be told to see the same tokens. */
  public static Map<String, String> environment() {
    prepare();
    return Map.of("SOFTHSM2_CONF", System.getenv("SOFTHSM2_CONF"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Writes the configuration, and empties the folder of tokens that a run before left. */
  private static synchronized void prepare() {
    if (prepared) {
      return;
    }
    Path configuration = Path.of(System.getenv("SOFTHSM2_CONF"));
    Path tokens = configuration.resolveSibling("tokens");
    try {
      delete(tokens);
      Files.createDirectories(tokens);
      Files.writeString(
          configuration,
          """
          directories.tokendir = %s
          objectstore.backend = file
          log.level = ERROR
          slots.removable = false
          """
              .formatted(tokens));
      prepared = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
