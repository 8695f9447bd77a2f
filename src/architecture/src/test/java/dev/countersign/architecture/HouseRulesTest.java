package dev.countersign.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callCodeUnitWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What every main class keeps to. */
class HouseRulesTest {
  /** Where time and randomness of the machine may enter. */
  private static final DescribedPredicate<JavaClass> COMPOSITION_ROOT =
      resideInAPackage("dev.countersign.cli..")
          .or(resideInAPackage("dev.countersign.junit.."))
          .or(describe("Tokens.Builder", type -> in(type, "dev.countersign.device.Tokens")))
          .or(describe("World", type -> in(type, "dev.countersign.simulator.World")));

  private static boolean in(JavaClass type, String topLevel) {
    return type.getName().equals(topLevel) || type.getName().startsWith(topLevel + "$");
  }

  /** A rule that saw nothing holds nothing: guards the import itself. */
  @Test
  void rulesSeeTheClassesOfEveryModule() {
    Map<String, Long> counts =
        Classes.ALL.stream()
            .collect(Collectors.groupingBy(Classes::module, TreeMap::new, Collectors.counting()));
    Map<String, Integer> floors =
        Map.of(
            "wire",
            9,
            "device",
            60,
            "card",
            30,
            "host",
            10,
            "jca",
            10,
            "aws",
            10,
            "simulator",
            30,
            "junit",
            5,
            "cli",
            25);
    floors.forEach(
        (module, floor) ->
            assertThat(counts.getOrDefault(module, 0L)).as(module).isGreaterThanOrEqualTo(floor));
  }

  @Test
  void onlyTheCommandWritesToStandardStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.countersign.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(Classes.ALL);
  }

  @Test
  void nobodyUsesJavaUtilLogging() {
    noClasses().should(USE_JAVA_UTIL_LOGGING).check(Classes.ALL);
  }

  @Test
  void timeComesFromAClockThatSomebodyHandedIn() {
    noClasses()
        .that(DescribedPredicate.not(COMPOSITION_ROOT))
        .should(callCodeUnitWhere(describe("it reads the system's clock", HouseRulesTest::reads)))
        .check(Classes.ALL);
  }

  private static boolean reads(JavaAccess<?> call) {
    String owner = call.getTargetOwner().getName();
    String name = call.getTarget().getName();
    boolean now = owner.startsWith("java.time.") && name.equals("now") && !takesClock(call);
    boolean system = owner.equals(Clock.class.getName()) && isSystemClock(name);
    boolean millis = owner.equals("java.lang.System") && name.equals("currentTimeMillis");
    boolean date = owner.equals("java.util.Date") && takesNothing(call);
    return now || system || millis || date;
  }

  private static boolean isSystemClock(String method) {
    return method.startsWith("system") || method.startsWith("tick") && !method.equals("tick");
  }

  private static boolean takesClock(JavaAccess<?> call) {
    return call.getTarget().getFullName().contains("(java.time.Clock)");
  }

  private static boolean takesNothing(JavaAccess<?> call) {
    return call.getTarget().getFullName().endsWith("<init>()");
  }

  @Test
  void randomnessComesFromASourceThatSomebodyHandedIn() {
    noClasses()
        .that(DescribedPredicate.not(COMPOSITION_ROOT))
        .should(callCodeUnitWhere(describe("it makes randomness", HouseRulesTest::makesRandom)))
        .check(Classes.ALL);
  }

  /** A generator of ours has a seed, and may call the constructor of its parent. */
  private static boolean makesRandom(JavaAccess<?> call) {
    JavaClass owner = call.getTargetOwner();
    String name = call.getTarget().getName();
    boolean constructed =
        call instanceof JavaConstructorCall
            && owner.getPackageName().startsWith("java.")
            && owner.isAssignableTo(Random.class)
            && !call.getOriginOwner().isAssignableTo(Random.class);
    boolean instance =
        owner.isEquivalentTo(SecureRandom.class) && name.startsWith("getInstance")
            || owner.isEquivalentTo(ThreadLocalRandom.class) && name.equals("current")
            || owner.getName().equals("java.lang.Math") && name.equals("random")
            || owner.getName().equals("java.util.UUID") && name.equals("randomUUID");
    return constructed || instance;
  }

  @Test
  void publicTypesLiveInNullMarkedPackages() {
    classes()
        .that()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should(
            new ArchCondition<>("be in a package that is @NullMarked") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(
                    new SimpleConditionEvent(
                        type, marked, type.getPackageName() + " lacks @NullMarked: " + type));
              }
            })
        .check(Classes.ALL);
  }

  @Test
  void noPackageIsNamedAfterNothing() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..core..", "..common..", "..util..", "..utils..", "..misc..", "..helper..")
        .check(Classes.ALL);
  }

  @Test
  void noClassIsNamedAfterNothing() {
    noClasses().should().haveNameMatching(".*(Utils?|Helpers?|Misc|Manager)$").check(Classes.ALL);
  }

  @Test
  void optionalPowersAreInterfacesNotUnsupportedOperations() {
    Set<String> forbidden = Set.of("java.lang.UnsupportedOperationException");
    noClasses()
        .should(
            callCodeUnitWhere(
                describe(
                    "it makes an UnsupportedOperationException",
                    call -> forbidden.contains(call.getTargetOwner().getName()))))
        .check(Classes.ALL);
  }

  /** The command, and what tries a PKCS#11 module in a process of its own. */
  @Test
  void onlyProgramsEndTheirProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.countersign.cli..")
        .and()
        .doNotHaveFullyQualifiedName("dev.countersign.host.pkcs11.ProbedModule")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(Classes.ALL);
  }
}
