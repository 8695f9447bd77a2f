package dev.countersign.host.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaderLibrariesTest {
  @TempDir Path directory;

  @Test
  void nativeLibraryIsUnpackedWhereItIsLookedFor() throws Exception {
    ReaderLibraries.unpack(directory);
    Path library = directory.resolve(System.mapLibraryName("jnidispatch"));
    assertThat(Files.exists(library)).isEqualTo(Platform.isLinux() || Platform.isWindows());
    ReaderLibraries.unpack(directory); // over the one that is there
    if (Platform.isLinux()) {
      assertThat(Files.readAllBytes(library)).startsWith(0x7F, 'E', 'L', 'F');
    }
  }

  @Test
  void classesOfOtherSystemsAreNoProblem() {
    assertThatCode(ReaderLibraries::loadClasses).doesNotThrowAnyException();
  }
}
