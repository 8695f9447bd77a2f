package dev.countersign.host.pkcs11.configuration;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file in the configuration language of SunPKCS11, as that does: an option that is given
 * again counts as it stands last, mechanisms that are disabled are of no account where some are
 * enabled, and no value is looked at more closely than there.
 */
final class ConfigurationFile {
  private static final int UNSET = -1;

  private final ConfigurationTokens tokens;
  private final String origin;
  private final OwnOptions own;
  private final List<TemplateRule> templates = new ArrayList<>();
  private final NssDatabase nss = new NssDatabase();
  private @Nullable String name;
  private @Nullable String library;
  private @Nullable String nssArguments;
  private @Nullable Set<Long> enabled;
  private Set<Long> disabled = Set.of();
  private String functionList = ModuleConfiguration.FUNCTION_LIST;
  private int slot = UNSET;
  private int slotListIndex = UNSET;
  private boolean throughNss;
  private boolean nssTrust;

  private ConfigurationFile(String text, String origin) throws ConfigurationException {
    this.tokens = new ConfigurationTokens(text, origin);
    this.origin = origin;
    this.own = OwnOptions.read(text, origin);
  }

  /**
   * Reads the content of a file.
   *
   * @param text one character for each byte, as ISO 8859-1
   * @param origin the file, to name it in errors
   */
  static ModuleConfiguration read(String text, String origin) throws ConfigurationException {
    ConfigurationFile file = new ConfigurationFile(text, origin);
    file.options();
    return file.result();
  }

  private void options() throws ConfigurationException {
    while (true) {
      int token = tokens.next();
      if (token == ConfigurationTokens.END) {
        return;
      } else if (token == ConfigurationTokens.WORD) {
        option(tokens.text());
      } else if (token != ConfigurationTokens.END_OF_LINE) {
        throw tokens.problem("the name of an option is expected here");
      }
    }
  }

  private void option(String option) throws ConfigurationException {
    if (option.equals("attributes")) {
      templates.addAll(TemplateRules.read(tokens));
      return;
    } else if (!isKnown(option)) {
      throw tokens.problem("unknown option '%s'".formatted(option));
    }
    tokens.sign('=');
    switch (option) {
      case "name" -> name = tokens.string("a name");
      case "library" -> library = path();
      case "description" -> tokens.line("a description");
      case "functionList" -> functionList = tokens.string("the name of a function");
      case "slot" -> slot = slotNumber();
      case "slotListIndex" -> slotListIndex = slotNumber();
      case "enabledMechanisms" -> enabled = mechanisms();
      case "disabledMechanisms" -> disabled = mechanisms();
      case "nssArgs" -> nssArguments = expanded(tokens.quoted("text in quotes"));
      case "nssUseSecmodTrust" -> nssTrust = tokens.flag();
      case "nssUseSecmod" -> throughNss = tokens.flag();
      default -> {
        if (option.startsWith("nss") && !option.equals("nssOptimizeSpace")) {
          throughNss = true;
          nssOption(option);
        } else {
          withoutMeaning(option);
        }
      }
    }
  }

  private static boolean isKnown(String option) {
    return switch (option) {
      case "name", "library", "description", "functionList", "slot", "slotListIndex" -> true;
      case "enabledMechanisms", "disabledMechanisms" -> true;
      case "nssArgs", "nssUseSecmodTrust", "nssUseSecmod", "nssLibraryDirectory" -> true;
      case "nssSecmodDirectory", "nssModule", "nssDbMode", "nssNetscapeDbWorkaround" -> true;
      case "nssOptimizeSpace", "showInfo", "keyStoreCompatibilityMode", "explicitCancel" -> true;
      case "omitInitialize", "allowSingleThreadedModules", "useEcX963Encoding" -> true;
      case "destroyTokenAfterLogout", "allowLegacy", "handleStartupErrors" -> true;
      case "insertionCheckInterval", "cleaner.shortInterval", "cleaner.longInterval" -> true;
      case "cipherTextStealingVariant" -> true;
      default -> false;
    };
  }

  private void nssOption(String option) throws ConfigurationException {
    switch (option) {
      case "nssLibraryDirectory" -> nss.libraryDirectory = path();
      case "nssSecmodDirectory" -> nss.databaseDirectory = expanded(tokens.string("a folder"));
      case "nssModule" -> nss.module = tokens.string("the name of a module");
      case "nssDbMode" -> {
        nss.mode = tokens.string("a mode");
        if (!NssDatabase.knowsMode(nss.mode)) {
          throw tokens.problem("nssDbMode is readWrite, readOnly or noDb");
        }
      }
      default -> tokens.flag();
    }
  }

  /** Options of SunPKCS11 itself: they are read over, as strictly as there. */
  private void withoutMeaning(String option) throws ConfigurationException {
    switch (option) {
      case "handleStartupErrors" ->
          oneOf(option, tokens.word("a word"), "ignoreAll", "ignoreMissingLibrary", "halt");
      case "cipherTextStealingVariant" ->
          oneOf(option, tokens.string("a variant"), "CS1", "CS2", "CS3");
      case "insertionCheckInterval" -> atLeast(option, 100);
      case "cleaner.shortInterval", "cleaner.longInterval" -> atLeast(option, 1000);
      default -> tokens.flag();
    }
  }

  private void oneOf(String option, String value, String... values) throws ConfigurationException {
    if (!List.of(values).contains(value)) {
      throw tokens.problem("%s is one of %s".formatted(option, String.join(", ", values)));
    }
  }

  private void atLeast(String option, int milliseconds) throws ConfigurationException {
    if (tokens.number() < milliseconds) {
      throw tokens.problem("%s is at least %d ms".formatted(option, milliseconds));
    }
  }

  private int slotNumber() throws ConfigurationException {
    if (slot >= 0 || slotListIndex >= 0) {
      throw tokens.problem("a slot is named once, by slot or slotListIndex");
    }
    return Math.max(UNSET, tokens.number());
  }

  private Set<Long> mechanisms() throws ConfigurationException {
    tokens.open();
    Set<Long> mechanisms = new LinkedHashSet<>();
    while (tokens.more("a mechanism")) {
      mechanisms.add(TemplateRules.value(tokens, tokens.text(), "CKM_", "mechanism", true));
    }
    return Set.copyOf(mechanisms);
  }

  private String path() throws ConfigurationException {
    String path = expanded(tokens.line("a path"));
    // SunPKCS11 replaces what stood for the architecture on Solaris.
    int architecture = path.indexOf("/$ISA/");
    if (architecture >= 0) {
      path = path.substring(0, architecture) + "/amd64" + path.substring(architecture + 5);
    }
    if (!isAbsolute(path)) {
      throw tokens.problem("a whole path is expected, and not '%s'".formatted(path));
    }
    return path;
  }

  private static boolean isAbsolute(String path) {
    try {
      return Path.of(path).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private String expanded(String value) throws ConfigurationException {
    try {
      return PropertyReferences.expand(value);
    } catch (IllegalArgumentException e) {
      throw tokens.problem("" + e.getMessage());
    }
  }

  private ModuleConfiguration result() throws ConfigurationException {
    if (name == null) {
      throw new ConfigurationException(origin, "the option name is missing");
    }
    if (throughNss) {
      requireNoneBesideNss();
    } else if (library == null) {
      throw new ConfigurationException(origin, "the option library is missing");
    }
    return new ModuleConfiguration(
        name,
        library == null ? nss.library() : library,
        functionList,
        throughNss ? nss.slot() : slot >= 0 ? OptionalLong.of(slot) : OptionalLong.empty(),
        slotListIndex >= 0 ? OptionalInt.of(slotListIndex) : OptionalInt.empty(),
        throughNss ? nss.initialisation() : Optional.ofNullable(nssArguments),
        Optional.ofNullable(enabled),
        enabled == null ? disabled : Set.of(),
        List.copyOf(templates),
        own.sessions(),
        own.token(),
        own.serial(),
        origin);
  }

  private void requireNoneBesideNss() throws ConfigurationException {
    String other =
        library != null
            ? "library"
            : slot >= 0 || slotListIndex >= 0
                ? "slot"
                : nssArguments != null ? "nssArgs" : nssTrust ? "nssUseSecmodTrust" : null;
    if (other != null) {
      throw new ConfigurationException(
          origin, "the option %s cannot stand beside those of an NSS database".formatted(other));
    }
  }
}
