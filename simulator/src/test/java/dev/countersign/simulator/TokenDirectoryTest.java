package dev.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TokenDirectoryTest {
  @TempDir private Path temporary;
  private Path root;
  private TokenDirectory directory;

  @BeforeEach
  void open() {
    root = temporary.resolve("state").resolve("tokens");
    directory = TokenDirectory.at(root, World.deterministic(4));
  }

  @Test
  void anAbsentDirectoryHasNoTokens() throws IOException {
    assertThat(directory.list()).isEmpty();
    assertThat(root).doesNotExist();
    assertThatThrownBy(() -> directory.open("a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> directory.describe("a")).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> directory.remove("a")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void createsListsDescribesAndRemoves() throws IOException {
    TokenDescription first =
        directory.create("first", Profile.YUBIKEY_5_7, OptionalLong.of(12345678));
    assertThat(first).isEqualTo(new TokenDescription("first", Profile.YUBIKEY_5_7, 12345678));
    TokenDescription second = directory.create("B.2_x-1", Profile.NIST_PIV, OptionalLong.empty());
    assertThat(directory.list()).containsExactly("B.2_x-1", "first");
    assertThat(directory.describe("first")).isEqualTo(first);
    assertThat(directory.describe("B.2_x-1")).isEqualTo(second);
    directory.remove("first");
    assertThat(directory.list()).containsExactly("B.2_x-1");
    assertThatThrownBy(() -> directory.open("first")).isInstanceOf(NoSuchFileException.class);
    assertThat(everything()).noneMatch(path -> path.toString().contains("removed"));
  }

  @Test
  void aTokenKeepsKeysObjectsAndCounters() throws IOException {
    directory.create("a", Profile.YUBIKEY_5_7, OptionalLong.of(7));
    String key;
    try (VirtualToken token = directory.open("a")) {
      TestCard card = new TestCard(token).select().manage();
      key = TestCard.hex(card.generate("9A", "11", "").value());
      card.send("00DB3FFF0C5C035FC10553057003AABBCC");
      card.send("0020008008" + "FF".repeat(8));
    }
    try (VirtualToken token = directory.open("a")) {
      TestCard card = new TestCard(token).select();
      assertThat(token.serial()).isEqualTo(7);
      assertThat(card.send("00F7009A")).contains(key);
      assertThat(card.send("00CB3FFF055C035FC105")).isEqualTo("53057003AABBCC9000");
      assertThat(card.send("00200080")).isEqualTo("63C2");
    }
  }

  @Test
  void aNameIsTakenOnce() throws IOException {
    directory.create("a", Profile.YUBIKEY_5_7, OptionalLong.of(7));
    assertThatThrownBy(() -> directory.create("a", Profile.NIST_PIV, OptionalLong.of(8)))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(directory.describe("a").serial()).isEqualTo(7);
    assertThat(everything()).noneMatch(path -> path.toString().contains(".new"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "../x", "a/b", "a\\b", "/etc", ".hidden", "-x", "a b", "ü", "a\n"})
  void namesDoNotLeaveTheDirectory(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> directory.create(name, Profile.NIST_PIV, OptionalLong.empty()));
    assertThatIllegalArgumentException().isThrownBy(() -> directory.open(name));
    assertThatIllegalArgumentException().isThrownBy(() -> directory.describe(name));
    assertThatIllegalArgumentException().isThrownBy(() -> directory.remove(name));
    assertThat(root).doesNotExist();
  }

  @Test
  void namesAreNotTooLong() throws IOException {
    directory.create("a".repeat(64), Profile.NIST_PIV, OptionalLong.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> directory.create("a".repeat(65), Profile.NIST_PIV, OptionalLong.empty()));
  }

  @Test
  void serialNumbersHave32Bits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> directory.create("a", Profile.NIST_PIV, OptionalLong.of(1L << 32)));
    assertThat(root).doesNotExist();
  }

  @Test
  void otherThingsInTheDirectoryAreNoTokens() throws IOException {
    directory.create("a", Profile.NIST_PIV, OptionalLong.empty());
    Files.createDirectory(root.resolve("empty"));
    Files.writeString(root.resolve("file"), "x");
    Files.createDirectory(root.resolve(".new-1"));
    Files.writeString(root.resolve(".new-1").resolve("token"), "x");
    assertThat(directory.list()).containsExactly("a");
  }

  @Test
  void filesAreTheOwnersOnly() throws IOException {
    Assumptions.assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    directory.create("a", Profile.YUBIKEY_5_7, OptionalLong.empty());
    try (VirtualToken token = directory.open("a")) {
      new TestCard(token).select().verify();
    }
    for (Path path : everything()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .as(path.toString())
          .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
    }
    assertThat(root.resolve("a")).isDirectoryContaining("glob:**/token");
  }

  @Test
  void aSecondOpenInThisProcessIsRefusedAndHarmsNothing() throws IOException {
    directory.create("a", Profile.YUBIKEY_5_7, OptionalLong.of(7));
    try (VirtualToken token = directory.open("a")) {
      assertThatThrownBy(() -> directory.open("a"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by this process");
      assertThatThrownBy(() -> directory.remove("a")).hasMessageContaining("in use");
      assertThat(directory.describe("a").serial()).isEqualTo(7);
      assertThat(new TestCard(token).select().send("00200080")).isEqualTo("63C3");
      Process other = OtherProcess.start(OtherProcess.Keeper.class, root.toString(), "a");
      try (BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).contains("in use by process");
      } finally {
        other.destroyForcibly();
      }
    }
    directory.open("a").close();
  }

  @Test
  void anotherProcessIsNamed() throws Exception {
    directory.create("a", Profile.YUBIKEY_5_7, OptionalLong.of(7));
    Process other = OtherProcess.start(OtherProcess.Keeper.class, root.toString(), "a");
    try {
      try (BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).isEqualTo("open");
        assertThatThrownBy(() -> directory.open("a"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("process " + other.pid())
            .hasMessageContaining("java");
        assertThat(directory.describe("a").serial()).isEqualTo(7);
      }
    } finally {
      other.destroyForcibly();
    }
    other.waitFor();
    directory.open("a").close();
  }

  @Test
  void aKilledProcessLeavesATokenThatOpensAndNoTryIsWon() throws Exception {
    directory.create("a", Profile.NIST_PIV, OptionalLong.of(7));
    for (int kill = 0; kill < 3; kill++) {
      Process other = OtherProcess.start(OtherProcess.Guesser.class, root.toString(), "a");
      try (BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
        for (int line = 0; line < 20 + kill; line++) {
          assertThat(out.readLine()).isIn("63C2", "63C1", "63C0", "9000");
        }
      } finally {
        other.destroyForcibly();
      }
      other.waitFor();
      try (VirtualToken token = directory.open("a")) {
        TestCard card = new TestCard(token).select();
        assertThat(card.send("00200080")).isIn("63C3", "63C2", "63C1");
        card.verify();
      }
    }
  }

  @Test
  void aDamagedTokenIsNamedAsSuch() throws IOException {
    directory.create("a", Profile.YUBIKEY_5_7, OptionalLong.of(7));
    Path state = root.resolve("a").resolve("piv");
    byte[] good = Files.readAllBytes(state);
    Files.write(state, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> directory.open("a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
    Files.write(state, new byte[TokenStorage.MAX_RECORD_BYTES + 1]);
    assertThatThrownBy(() -> directory.open("a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than");
    Files.write(state, good);
    directory.open("a").close();
    Files.writeString(root.resolve("a").resolve("token"), "format=1\nprofile=no\n");
    assertThatThrownBy(() -> directory.describe("a")).isInstanceOf(IOException.class);
    directory.remove("a");
    assertThat(directory.list()).isEmpty();
  }

  @Test
  void whatAWriterThatDiedLeftBehindDoesNoHarm() throws IOException {
    directory.create("a", Profile.YUBIKEY_5_7, OptionalLong.of(7));
    Files.writeString(root.resolve("a").resolve(".piv.tmp"), "half a rec");
    Files.writeString(root.resolve("a").resolve("lock"), "not a number");
    try (VirtualToken token = directory.open("a")) {
      new TestCard(token).select().verify();
    }
    assertThat(root.resolve("a").resolve(".piv.tmp")).doesNotExist();
  }

  @Test
  void storageTakesNamesOfRecordsOnly() throws IOException {
    try (TokenStorage storage = TokenStorage.directory(root.resolve("s"))) {
      assertThat(storage.read("absent")).isEmpty();
      for (String name : new String[] {"../x", "lock", "A", "", "a.b", "a/b"}) {
        assertThatIllegalArgumentException().isThrownBy(() -> storage.read(name));
        assertThatIllegalArgumentException().isThrownBy(() -> storage.write(name, new byte[1]));
      }
      assertThatThrownBy(() -> storage.write("big", new byte[TokenStorage.MAX_RECORD_BYTES + 1]))
          .isInstanceOf(IOException.class);
      assertThat(storage.read("big")).isEmpty();
    }
  }

  private java.util.List<Path> everything() throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.toList();
    }
  }
}
