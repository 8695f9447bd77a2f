package dev.countersign.cli.fido;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What secrets are derived from never changes. */
class SecretLabelTest {
  /** As docs/fido.md has it; made by {@code sha256sum}. */
  @Test
  void saltOfALabelIsTheOneThatIsWrittenDown() {
    assertThat(SecretLabel.salt("backup").bytes())
        .asHexString()
        .isEqualToIgnoringCase("44bab8dbbb9d6de3ef4a458938870848cf1c27739f79a9062c9382a807ac0178");
  }

  @Test
  void relyingPartyIsTheOneThatIsWrittenDown() {
    assertThat(SecretCredential.RELYING_PARTY).isEqualTo("secret.countersign.invalid");
  }
}
