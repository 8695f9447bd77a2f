package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A citation means an edition that docs/specs.md fixes. */
class SpecTagsTest {
  private static final Pattern DEFINITION =
      Pattern.compile("^\\| `\\[([^\\]`]+)\\]` \\|", Pattern.MULTILINE);

  @Test
  void everyCitedTagIsDefined(TestReporter reporter) {
    Set<String> defined = definedTags();
    assertThat(defined).contains("SP800-73-4/2", "ISO7816-4", "YK-PIV");
    TreeMap<String, String> cited = new TreeMap<>();
    List<String> unknown = new ArrayList<>();
    for (Path file : Repository.javaSources()) {
      for (String tag : Comments.citedTags(Repository.read(file))) {
        cited.putIfAbsent(tag, Repository.name(file));
        if (!defined.contains(tag)) {
          unknown.add(Repository.name(file) + ": [" + tag + "]");
        }
      }
    }
    Set<String> uncited = new TreeSet<>(defined);
    uncited.removeAll(cited.keySet());
    reporter.publishEntry("defined in docs/specs.md and cited nowhere", uncited.toString());
    assertThat(cited).as("citations").isNotEmpty();
    assertThat(unknown).as("citations that docs/specs.md does not define").isEmpty();
  }

  private static Set<String> definedTags() {
    Matcher matcher =
        DEFINITION.matcher(Repository.read(Repository.root().resolve("docs/specs.md")));
    Set<String> tags = new TreeSet<>();
    while (matcher.find()) {
      assertThat(tags.add(matcher.group(1))).as(matcher.group(1) + " is defined once").isTrue();
    }
    return tags;
  }

  @ParameterizedTest
  @CsvSource({
    "'// [RFC8017] 8.2', '[RFC8017]'",
    "'/** see ([SP800-73-4/2] 3.2.1). */', '[SP800-73-4/2]'",
    "'/* [CTAP2.1] 6 and [WebAuthn-L3] 7 */', '[CTAP2.1, WebAuthn-L3]'",
    "'int a = b[RFC1];', '[]'",
    "'String s = \"// [RFC1]\";', '[]'",
    "'char c = ''\"''; // [RFC2]', '[RFC2]'",
    "'// bytes[MAX] and [optional] and [A-Z0-9]', '[]'",
  })
  void tagsAreFoundInCommentsOnly(String source, String tags) {
    assertThat(Comments.citedTags(source).toString()).isEqualTo(tags);
  }
}
