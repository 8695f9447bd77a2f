package dev.countersign.host.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Secret;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalDialogueTest {

  @Test
  void consentIsTheWholeWord() throws IOException {
    FakeTerminal terminal = new FakeTerminal(" yes ");
    assertThat(new TerminalDialogue(terminal).confirms("Remove AWS:alice.")).isTrue();
    assertThat(terminal.screen.toString()).startsWith("Remove AWS:alice.\nType yes to go on: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "y", "Yes", "no"})
  void anythingElseIsNone(String answer) throws IOException {
    assertThat(new TerminalDialogue(new FakeTerminal(answer)).confirms("Remove it.")).isFalse();
    assertThat(new TerminalDialogue(new FakeTerminal()).confirms("Remove it.")).isFalse();
  }

  @Test
  void whatIsHiddenIsNotShownAndWiped() throws IOException {
    FakeTerminal terminal = new FakeTerminal("GEZDGNBVGY3TQOJQ");
    Optional<Secret> typed = new TerminalDialogue(terminal).hidden("Seed\u001B[2J", 100);
    assertThat(Requests.text(typed.orElseThrow())).isEqualTo("GEZDGNBVGY3TQOJQ");
    assertThat(terminal.screen.toString()).isEqualTo("Seed?[2J: \n");
    assertThat(terminal.handedOut.get(0)).containsOnly(0);
  }

  @Test
  void nothingTypedIsNothing() throws IOException {
    assertThat(new TerminalDialogue(new FakeTerminal("")).hidden("Seed", 100)).isEmpty();
    assertThat(new TerminalDialogue(new FakeTerminal()).hidden("Seed", 100)).isEmpty();
  }

  @Test
  void terminalThatIsGone() {
    FakeTerminal terminal = new FakeTerminal();
    terminal.broken = true;
    assertThatThrownBy(() -> new TerminalDialogue(terminal).confirms("Remove it."))
        .isInstanceOf(IOException.class);
  }
}
