package dev.countersign.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may know whom; the picture is in docs/architecture.md. */
class ArrowsTest {
  /** What main code of each module may use of ours, itself aside. */
  private static final Map<String, Set<String>> ALLOWED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("wire", Set.of()),
              Map.entry("device", Set.of("wire")),
              Map.entry("card", Set.of("wire", "device")),
              Map.entry("fido", Set.of("wire", "device", "card")),
              Map.entry("host", Set.of("wire", "device")),
              Map.entry("jca", Set.of("device")),
              Map.entry("aws", Set.of("device")),
              Map.entry("relyingparty", Set.of("wire")),
              Map.entry("simulator", Set.of("wire")),
              Map.entry("junit", Set.of("wire", "device", "fido", "simulator")),
              Map.entry(
                  "cli",
                  Set.of(
                      "wire",
                      "device",
                      "card",
                      "fido",
                      "host",
                      "jca",
                      "aws",
                      "relyingparty",
                      "simulator"))));

  static Set<String> modules() {
    return ALLOWED.keySet();
  }

  @Test
  void everyModuleHasItsArrows() {
    Set<String> seen = new TreeSet<>();
    Classes.ALL.forEach(type -> seen.add(Classes.module(type)));
    assertThat(seen).isEqualTo(ALLOWED.keySet());
  }

  @ParameterizedTest
  @MethodSource("modules")
  void moduleUsesOnlyWhatItsArrowsPointAt(String module) {
    Set<String> allowed = new TreeSet<>(ALLOWED.get(module));
    allowed.add(module);
    noClasses()
        .that()
        .resideInAPackage("dev.countersign." + module + "..")
        .should()
        .dependOnClassesThat(
            describe(
                "are in a module other than " + allowed,
                (JavaClass type) -> Classes.ours(type) && !allowed.contains(Classes.module(type))))
        .check(Classes.ALL);
  }

  /**
   * Apart from the tree of commands, which names its branches, and what runs it, which names the
   * one command that needs no tree: that is what they are for.
   */
  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("dev.countersign.(**)")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(
            nameMatching("dev\\.countersign\\.cli\\.Command(Tree|LineRun)"), alwaysTrue())
        .check(Classes.ALL);
  }

  /** A library that the outside world owns is known where that world is touched, nowhere else. */
  @ParameterizedTest
  @CsvSource({
    "javax.smartcardio, host simulator",
    "jnasmartcardio, host",
    "com.sun.jna, host",
    "org.apache.commons.net, host",
    "picocli, cli",
    "com.fasterxml.jackson, aws cli relyingparty",
    "com.yubico.webauthn, relyingparty",
    "org.bouncycastle, simulator cli",
    "org.junit, junit",
    "java.net.http, ''",
    "java.sql, relyingparty",
    "javax.sql, relyingparty",
    "java.awt, cli", // images of QR codes
    "javax.swing, ''"
  })
  void libraryIsKnownOnlyWhereItBelongs(String library, String modules) {
    Set<String> allowed = Set.of(modules.split(" "));
    noClasses()
        .that(
            describe(
                "are outside " + allowed,
                (JavaClass type) -> !allowed.contains(Classes.module(type))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library + "..")
        .check(Classes.ALL);
  }

  /** Verification decides, its stores remember: one package knows databases. */
  @Test
  void databasesAreKnownToOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.countersign.relyingparty.jdbc")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "dev.countersign.relyingparty.jdbc")
        .check(Classes.ALL);
    assertThat(Classes.ALL.stream())
        .as("seen")
        .anyMatch(type -> type.getPackageName().equals("dev.countersign.relyingparty.jdbc"));
  }
}
