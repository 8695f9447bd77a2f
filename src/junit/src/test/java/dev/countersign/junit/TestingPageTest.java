package dev.countersign.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example in docs/testing.md is the one that is compiled and run here. */
class TestingPageTest {

  @Test
  void exampleOnThePageIsTheOneThatRuns() throws Exception {
    String page = Files.readString(Path.of("../../docs/testing.md"));
    String example = Files.readString(Path.of("src/test/java/com/example/InvoiceSignerTest.java"));
    assertThat(page).contains("```java\n" + example + "```\n");
  }
}
