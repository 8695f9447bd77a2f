package dev.countersign.host.pcsc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.wire.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a directory that looks like {@code /proc}. */
class CardHoldersTest {
  private static final long SELF = 1000;
  private static final String USES =
      "7f0000000000-7f0000001000 r-xp 00000000 08:01 99"
          + " /usr/lib/x86_64-linux-gnu/libpcsclite.so.1.0.0\n";
  private static final String USES_NOT =
      "7f0000000000-7f0000001000 r-xp 00000000 08:01 98 /usr/lib/x86_64-linux-gnu/libc.so.6\n";

  @TempDir private Path proc;

  private void process(long number, String name, String maps) throws IOException {
    Path process = Files.createDirectories(proc.resolve("" + number));
    Files.writeString(process.resolve("comm"), name + "\n");
    Files.writeString(process.resolve("maps"), USES_NOT + maps);
  }

  /** Another user's: its name can be read, its maps cannot. */
  private void foreign(long number, String name) throws IOException {
    process(number, name, "");
    Files.delete(proc.resolve(number + "/maps"));
  }

  private Optional<Holder> find() {
    return new CardHolders(proc, SELF).find();
  }

  @Test
  void theOnlyOtherProgramThatUsesCardsIsCertain() throws IOException {
    process(1, "systemd", "");
    process(SELF, "java", USES);
    process(4711, "scdaemon", USES);
    Files.writeString(proc.resolve("version"), "Linux");
    assertThat(find())
        .hasValueSatisfying(
            holder -> {
              assertThat(holder.program()).isEqualTo("scdaemon (process 4711)");
              assertThat(holder.certain()).isTrue();
              assertThat(holder.remedy()).contains("gpgconf --kill scdaemon", "pcsc-shared");
            });
  }

  @Test
  void whereAnotherUsersProcessesAreHiddenNothingIsCertain() throws IOException {
    foreign(1, "systemd");
    process(4711, "yubikey-agent", USES);
    assertThat(find())
        .hasValueSatisfying(
            holder -> {
              assertThat(holder.program()).isEqualTo("yubikey-agent (process 4711)");
              assertThat(holder.certain()).isFalse();
              assertThat(holder.remedy()).contains("systemctl --user stop yubikey-agent");
            });
  }

  @Test
  void aKnownProgramOfAnotherUserIsNamedByItsName() throws IOException {
    foreign(4711, "scdaemon");
    process(12, "bash", "");
    assertThat(find())
        .hasValueSatisfying(
            holder -> {
              assertThat(holder.program()).isEqualTo("scdaemon (process 4711)");
              assertThat(holder.certain()).isFalse();
            });
  }

  @Test
  void anUnknownProgramIsNamedAndKnownOnesGoBeforeIt() throws IOException {
    process(20, "firefox-esr", USES);
    assertThat(find())
        .hasValueSatisfying(
            holder -> {
              assertThat(holder.program()).isEqualTo("firefox-esr (process 20)");
              assertThat(holder.remedy()).startsWith("close that program");
            });
    process(30, "ykman", USES);
    assertThat(find())
        .hasValueSatisfying(
            holder -> {
              assertThat(holder.program()).isEqualTo("ykman (process 30)");
              assertThat(holder.certain()).as("two come into question").isFalse();
            });
  }

  @Test
  void ofManyAFewAreNamed() throws IOException {
    for (int number = 10; number < 20; number++) {
      process(number, "program", USES);
    }
    assertThat(find())
        .hasValueSatisfying(
            holder ->
                assertThat(holder.program())
                    .isEqualTo(
                        "program (process 10) or program (process 11) or program (process 12)"));
  }

  @Test
  void nobodyIsNobody() throws IOException {
    process(SELF, "java", USES);
    process(1, "systemd", "");
    assertThat(find()).isEmpty();
  }

  @Test
  void withoutProcNobodyIsFound() {
    assertThat(new CardHolders(proc.resolve("absent"), SELF).find()).isEmpty();
  }

  @Test
  void aProcessThatEndsMeanwhileIsPassedOver() throws IOException {
    Files.createDirectories(proc.resolve("77"));
    process(4711, "scdaemon", USES);
    assertThat(find()).isPresent();
  }
}
