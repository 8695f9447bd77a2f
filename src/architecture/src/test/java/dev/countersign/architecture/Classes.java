package dev.countersign.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The compiled main classes of all modules. */
final class Classes {
  static final String ROOT = "dev.countersign";

  /** All of them, imported once. */
  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages(ROOT);

  private Classes() {}

  /**
   * The module that a class of ours belongs to: {@code card} for {@code dev.countersign.card.piv}.
   */
  static String module(JavaClass type) {
    return type.getPackageName().split("\\.", 4)[2];
  }

  /** Whether a class is one of ours. */
  static boolean ours(JavaClass type) {
    return type.getPackageName().startsWith(ROOT + ".");
  }
}
