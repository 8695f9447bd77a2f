package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Links between the pages lead somewhere. */
class PagesTest {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```|^    .*?$");
  private static final Pattern LINK =
      Pattern.compile("(?<!`)\\[[^\\]]*\\]\\(<?([^)#\\s>]*)(?:#([^)\\s>]*))?>?\\)");
  private static final Pattern SCHEME = Pattern.compile("^[a-z]+:.*");

  @Test
  void relativeLinksResolve() {
    List<String> broken = new ArrayList<>();
    int seen = 0;
    for (Path page : Repository.pages()) {
      Matcher link = LINK.matcher(FENCE.matcher(Repository.read(page)).replaceAll(""));
      while (link.find()) {
        if (SCHEME.matcher(link.group(1)).matches()) {
          continue;
        }
        seen++;
        Path target =
            link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
        if (!Files.exists(target)) {
          broken.add(Repository.name(page) + ": " + link.group(1) + " is not there");
        } else if (link.group(2) != null && !anchors(target).contains(link.group(2))) {
          broken.add(Repository.name(page) + ": no heading #" + link.group(2));
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(seen).as("links seen").isPositive();
  }

  @Test
  void everyPageUnderDocsIsLinkedFromAnother() {
    Set<Path> linked = new HashSet<>();
    for (Path page : Repository.pages()) {
      Matcher link = LINK.matcher(FENCE.matcher(Repository.read(page)).replaceAll(""));
      while (link.find()) {
        Path target = page.resolveSibling(link.group(1)).normalize();
        if (!target.equals(page)) {
          linked.add(target);
        }
      }
    }
    assertThat(Repository.pages())
        .filteredOn(page -> Repository.name(page).startsWith("docs/"))
        .filteredOn(page -> !linked.contains(page))
        .as("pages that no other page links to")
        .isEmpty();
  }

  private static Set<String> anchors(Path page) {
    return Repository.read(page)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+\\s*", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
