package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * yubikit's classes for messages write parameters to a log, secrets among them. We use none of
 * those, and what we use of it has no log.
 */
class NothingIsLoggedTest {
  private static final Pattern YUBIKIT = Pattern.compile("com/yubico/yubikit/[A-Za-z0-9_/$]+");

  @Test
  void noClassOfTheDriverHasALogAndNoneThatItReachesInYubikit() throws Exception {
    Path classes =
        Path.of(FidoDriver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> reached = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>();
    try (Stream<Path> files = Files.walk(classes.resolve("dev/countersign/fido"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        if (file.toString().contains("Test")) {
          continue;
        }
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content.contains("org/slf4j")).as(file.toString()).isFalse();
        found(content, reached, open);
      }
    }
    assertThat(reached).contains("com/yubico/yubikit/fido/ctap/PinUvAuthProtocolV2");
    while (!open.isEmpty()) {
      String name = open.pop();
      String content = content(name);
      assertThat(content.contains("org/slf4j")).as(name).isFalse();
      found(content, reached, open);
    }
    assertThat(reached).noneMatch(name -> name.contains("Session") || name.contains("ClientPin"));
  }

  private static void found(String content, Set<String> reached, Deque<String> open) {
    YUBIKIT
        .matcher(content)
        .results()
        .map(result -> result.group())
        .filter(reached::add)
        .forEach(open::push);
  }

  private static String content(String name) throws IOException {
    try (InputStream file =
        NothingIsLoggedTest.class.getResourceAsStream("/" + name + ".class")) {
      return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
