package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What every source file keeps to, and every dependency. */
class SourceRulesTest {
  private static final int MAX_LINES = 500;

  /** In pieces, so that this file does not find itself. */
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled\\b");

  @Test
  void sourcesAreSeen() {
    assertThat(Repository.javaSources()).hasSizeGreaterThan(100);
  }

  @Test
  void filesAreShort() {
    List<String> tooLong = new ArrayList<>();
    for (Path file : Repository.javaSources()) {
      long lines = Repository.read(file).lines().count();
      if (lines >= MAX_LINES) {
        tooLong.add(Repository.name(file) + " has " + lines + " lines");
      }
    }
    assertThat(tooLong).as("files of %d lines or more", MAX_LINES).isEmpty();
  }

  @Test
  void nothingIsLeftUnfinishedOrSwitchedOff() {
    List<String> found = new ArrayList<>();
    for (Path file : Repository.javaSources()) {
      Matcher matcher = UNFINISHED.matcher(Repository.read(file));
      while (matcher.find()) {
        found.add(Repository.name(file) + ": " + matcher.group());
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void everyForeignDependencyHasAnArchitectureDecision() throws Exception {
    StringBuilder decisions = new StringBuilder();
    for (Path page : Repository.pages()) {
      if (Repository.name(page).startsWith("docs/adr/")) {
        decisions.append(Repository.read(page)).append('\n');
      }
    }
    List<String> unexplained = new ArrayList<>();
    for (String module : Repository.modules()) {
      Path pom = Repository.root().resolve(module).resolve("pom.xml");
      assertThat(Files.exists(pom)).as(module + "/pom.xml").isTrue();
      for (String artifact : Poms.foreignDependencies(pom)) {
        if (!mentions(decisions, artifact)) {
          unexplained.add(module + ": " + artifact);
        }
      }
    }
    assertThat(unexplained).as("dependencies that no page under docs/adr names").isEmpty();
  }

  private static boolean mentions(CharSequence text, String artifact) {
    return Pattern.compile("(?<![\\w-])" + Pattern.quote(artifact) + "(?![\\w-])")
        .matcher(text)
        .find();
  }
}
