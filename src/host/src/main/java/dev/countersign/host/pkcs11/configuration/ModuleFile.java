package dev.countersign.host.pkcs11.configuration;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of p11-kit: one {@code name: value} in a line (its manual, pkcs11.conf(5)).
 *
 * @param path the file
 * @param fields what it says
 */
record ModuleFile(Path path, Map<String, String> fields) {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Pattern FIELD = Pattern.compile("([^\\[:][^:]*?|)\\s*:\\s*(.*)");
  private static final Pattern NUMBER = Pattern.compile("\\s*([+-]?[0-9]{1,9}).*");

  static ModuleFile read(Path path) throws ConfigurationException {
    String content =
        new String(
            ConfigurationFiles.content(path, MAX_BYTES).getBytes(StandardCharsets.ISO_8859_1),
            StandardCharsets.UTF_8);
    Map<String, String> fields = new LinkedHashMap<>();
    int number = 0;
    for (String line : content.lines().map(String::strip).toList()) {
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        throw new ConfigurationException(
            path + ", line " + number, "'name: value' is expected here");
      }
      fields.put(field.group(1), field.group(2));
    }
    return new ModuleFile(path, fields);
  }

  /** This, with what it does not say taken from another one. */
  ModuleFile over(ModuleFile other) {
    Map<String, String> both = new LinkedHashMap<>(other.fields);
    both.putAll(fields);
    return new ModuleFile(path, both);
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
  }

  /** The same, where a line with nothing in it says something too. */
  Optional<String> given(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  boolean says(String name) {
    return field(name).filter("yes"::equals).isPresent();
  }

  /** Higher ones come first. Read as atoi does: what is no number is 0. */
  int priority() {
    return field("priority")
        .map(NUMBER::matcher)
        .filter(Matcher::matches)
        .map(number -> Integer.parseInt(number.group(1)))
        .orElse(0);
  }

  /** Whether programs of that name are to load the module; none is, where enable-in names none. */
  boolean isFor(String program) {
    Optional<String> enabled = given("enable-in");
    return enabled.isPresent()
        ? names(enabled.get()).contains(program)
        : !field("disable-in").map(ModuleFile::names).orElse(List.of()).contains(program);
  }

  private static List<String> names(String list) {
    return Arrays.asList(list.trim().split("[,\\s]+"));
  }
}
