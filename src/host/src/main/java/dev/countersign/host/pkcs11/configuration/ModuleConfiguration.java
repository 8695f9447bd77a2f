package dev.countersign.host.pkcs11.configuration;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A module and how it is to be used; what a SunPKCS11 configuration file or a module file of
 * p11-kit says.
 *
 * @param name what to call it: {@code module-name} of a URI
 * @param library its file, or a name that the system's loader finds
 * @param functionList the function that hands out its table, usually {@code C_GetFunctionList}
 * @param slot the only slot to use, by its number
 * @param slotListIndex the only slot to use, by its place in the list of all, from 0
 * @param initialisation what C_Initialize is given; NSS alone takes something
 * @param enabledMechanisms the only mechanisms to use; all when empty
 * @param disabledMechanisms mechanisms not to use
 * @param templates what new objects are given
 * @param sessions how many sessions to have at most; the token's limit decides when empty
 * @param token the label of the only tokens to use
 * @param serial the serial number of the only token to use
 * @param origin where this comes from, to name it in errors: a file
 */
public record ModuleConfiguration(
    String name,
    String library,
    String functionList,
    OptionalLong slot,
    OptionalInt slotListIndex,
    Optional<String> initialisation,
    Optional<Set<Long>> enabledMechanisms,
    Set<Long> disabledMechanisms,
    List<TemplateRule> templates,
    OptionalInt sessions,
    Optional<String> token,
    Optional<String> serial,
    String origin) {
  /** What systems put behind the name of a library, with its version. */
  private static final Pattern AFFIX =
      Pattern.compile("(?i)(?<=.)([.][0-9]+)*[.](so([.][0-9]+)*|dylib|dll)$");

  /** The usual name of the function that hands out the table. */
  public static final String FUNCTION_LIST = "C_GetFunctionList";

  /** A module whose tokens are all used. */
  public ModuleConfiguration(
      String name,
      String library,
      String functionList,
      OptionalLong slot,
      OptionalInt slotListIndex,
      Optional<String> initialisation,
      Optional<Set<Long>> enabledMechanisms,
      Set<Long> disabledMechanisms,
      List<TemplateRule> templates,
      OptionalInt sessions,
      String origin) {
    this(
        name,
        library,
        functionList,
        slot,
        slotListIndex,
        initialisation,
        enabledMechanisms,
        disabledMechanisms,
        templates,
        sessions,
        Optional.empty(),
        Optional.empty(),
        origin);
  }

  /** A module that is used as it is. */
  public static ModuleConfiguration of(String name, String library, String origin) {
    return new ModuleConfiguration(
        name,
        library,
        FUNCTION_LIST,
        OptionalLong.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        List.of(),
        OptionalInt.empty(),
        origin);
  }

  /** Whether a mechanism may be used, as far as this says. */
  public boolean allows(long mechanism) {
    return enabledMechanisms.map(only -> only.contains(mechanism)).orElse(true)
        && !disabledMechanisms.contains(mechanism);
  }

  /**
   * Whether a {@code module-name} of a URI means this one: its name here or that of its file,
   * without what systems put around it, in any letter case ([RFC7512] 2.4).
   */
  public boolean isNamed(String moduleName) {
    String file =
        library.substring(Math.max(library.lastIndexOf('/'), library.lastIndexOf('\\')) + 1);
    String bare = AFFIX.matcher(file).replaceFirst("");
    return name.equalsIgnoreCase(moduleName)
        || bare.equalsIgnoreCase(moduleName)
        || bare.equalsIgnoreCase("lib" + moduleName);
  }
}
