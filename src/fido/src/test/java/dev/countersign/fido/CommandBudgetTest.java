package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.device.fido.Verification;
import dev.countersign.simulator.fido.FidoFeatures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a ceremony costs in messages. */
class CommandBudgetTest {
  private static final Ceremony CEREMONY = Ceremony.of("test");

  private final WiredKey wired = new WiredKey(FidoFeatures.yubikey57());
  private final Token token = wired.token();
  private final SecurityKey key = token.require(SecurityKey.class);

  @Test
  void aKeyIsAskedOnceWhatItCanDo() {
    key.info();
    assertThat(wired.messages()).containsExactly("SELECT", "04");
    key.info();
    MadeCredential made = key.make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    key.prove(Requests.prove(Verification.DISCOURAGED, made.id()), CEREMONY);
    assertThat(wired.messages())
        .filteredOn(sent -> !sent.equals("SELECT"))
        .containsExactly("01", "02");
  }

  @Test
  void aCeremonyWithPinTakesThreeMessages() {
    token.require(SecurityKeyPins.class).set(Secret.copyOf(WiredKey.PIN.toCharArray()));
    key.info();
    wired.messages();
    MadeCredential made = key.make(Requests.make(Verification.REQUIRED), CEREMONY);
    assertThat(wired.messages())
        .filteredOn(sent -> !sent.equals("SELECT"))
        .containsExactly("06.2", "06.9", "01");
    List<Assertion> proved = key.prove(Requests.prove(Verification.REQUIRED, made.id()), CEREMONY);
    assertThat(wired.messages())
        .filteredOn(sent -> !sent.equals("SELECT"))
        .containsExactly("06.2", "06.9", "02");
    assertThat(proved).hasSize(1);
  }

  @Test
  void listsThatTheKeyTakesAreNotAskedForBeforehand() {
    MadeCredential made = key.make(Requests.make(Verification.DISCOURAGED), CEREMONY);
    wired.messages();
    key.make(Requests.make(Verification.DISCOURAGED, false, List.of(), Wishes.NONE), CEREMONY);
    key.prove(Requests.prove(Verification.DISCOURAGED, made.id()), CEREMONY);
    assertThat(wired.messages())
        .filteredOn(sent -> !sent.equals("SELECT"))
        .containsExactly("01", "02");
  }
}
