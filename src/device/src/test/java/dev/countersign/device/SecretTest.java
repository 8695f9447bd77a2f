package dev.countersign.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretTest {
  @Test
  void holdsUtf8AndShowsNothing() {
    try (Secret secret = Secret.copyOf("größe".toCharArray())) {
      assertThat(secret.bytes()).isEqualTo("größe".getBytes(StandardCharsets.UTF_8));
      assertThat(secret.length()).isEqualTo(7);
      assertThat(secret).hasToString("Secret");
    }
  }

  @Test
  void isGoneAfterClosing() {
    Secret secret = Secret.copyOf(new byte[] {1, 2, 3});
    Secret copy = secret.copy();
    secret.close();

    assertThatThrownBy(secret::bytes).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
    assertThat(copy.bytes()).containsExactly(1, 2, 3);
  }

  @Test
  void charactersThatAreNoTextAreRefused() {
    assertThatThrownBy(() -> Secret.copyOf(new char[] {'1', '\uD800'}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
