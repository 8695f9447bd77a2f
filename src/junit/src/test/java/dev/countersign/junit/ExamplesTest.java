package dev.countersign.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples on the pages are those that are compiled and run here. */
class ExamplesTest {

  @ParameterizedTest
  @CsvSource({
    "docs/testing.md, InvoiceSignerTest",
    "docs/testing.md, ReaderContractTest",
    "docs/fido.md, SecurityKeySignInTest",
    "README.md, TokenCodeTest"
  })
  void exampleOnThePageIsTheOneThatRuns(String page, String example) throws Exception {
    String text = Files.readString(Path.of("../..", page));
    Path source = Path.of("src/test/java/com/example", example + ".java");
    assertThat(text).contains("```java\n" + Files.readString(source) + "```\n");
  }
}
