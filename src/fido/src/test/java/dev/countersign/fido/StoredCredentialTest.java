package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.Protection;
import dev.countersign.device.fido.RelyingParty;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.StoredCredentials;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.device.fido.Verification;
import dev.countersign.simulator.fido.FidoFeatures;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is stored on a key is listed, renamed and removed. */
class StoredCredentialTest {
  private static final Ceremony CEREMONY = Ceremony.of("test");

  private final WiredKey wired = new WiredKey(FidoFeatures.yubikey57());
  private final AtomicInteger asked = new AtomicInteger();
  private final Token token =
      wired.token(
          request -> {
            asked.incrementAndGet();
            return Secret.copyOf(WiredKey.PIN.toCharArray());
          });
  private final SecurityKey key = token.require(SecurityKey.class);

  @BeforeEach
  void setPin() {
    WiredKey.setPin(token);
  }

  private MadeCredential store(String relyingParty, int user) {
    return key.make(
        new CredentialRequest(
            Requests.HASH,
            new RelyingParty(relyingParty, relyingParty),
            Requests.user(user),
            List.of(-7),
            List.of(),
            true,
            Verification.REQUIRED,
            Wishes.NONE),
        CEREMONY);
  }

  @Test
  void anEmptyKeyListsNothing() {
    StoredCredentials stored = token.require(StoredCredentials.class);
    assertThat(stored.list()).isEmpty();
    assertThat(stored.space().stored()).isZero();
    assertThat(stored.space().left()).hasValue(100);
  }

  @Test
  void allAreListedWithWhoseTheyAreAndThePinIsAskedForOnce() {
    Identifier one = store("example.org", 1).id();
    Identifier two = store("example.org", 2).id();
    Identifier three = store("example.com", 3).id();
    asked.set(0);
    StoredCredentials stored = token.require(StoredCredentials.class);
    List<StoredCredentials.StoredCredential> list = stored.list();
    assertThat(list)
        .extracting(StoredCredentials.StoredCredential::id)
        .containsExactlyInAnyOrder(one, two, three);
    assertThat(list)
        .allSatisfy(
            each -> {
              assertThat(each.publicKey()).isPresent();
              assertThat(each.protection()).contains(Protection.VERIFICATION_OPTIONAL);
            });
    assertThat(list)
        .filteredOn(each -> each.id().equals(three))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.relyingParty().id()).isEqualTo("example.com");
              assertThat(each.user()).isEqualTo(Requests.user(3));
            });
    assertThat(stored.space().stored()).isEqualTo(3);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aRenamedOneHasTheOtherNamesAndARemovedOneIsGone() {
    Identifier one = store("example.org", 1).id();
    Identifier two = store("example.org", 2).id();
    StoredCredentials stored = token.require(StoredCredentials.class);
    UserAccount renamed =
        new UserAccount(
            Requests.user(1).handle(), Optional.of("alice"), Optional.of("Alice Example"));
    stored.rename(one, renamed);
    stored.delete(two);
    assertThat(stored.list())
        .singleElement()
        .satisfies(each -> assertThat(each.user()).isEqualTo(renamed));
    assertThatThrownBy(() -> key.prove(Requests.prove(Verification.REQUIRED, two), CEREMONY))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void whatIsNotThereIsNeitherRenamedNorRemoved() {
    StoredCredentials stored = token.require(StoredCredentials.class);
    Identifier foreign = Identifier.of(new byte[] {9, 9});
    assertThatThrownBy(() -> stored.delete(foreign)).isInstanceOf(TokenException.NoKey.class);
    assertThatThrownBy(() -> stored.rename(foreign, Requests.user(1)))
        .isInstanceOf(TokenException.NoKey.class);
  }

  @Test
  void aTokenThatTheKeyForgotIsAskedForAnew() {
    store("example.org", 1);
    StoredCredentials stored = token.require(StoredCredentials.class);
    stored.list();
    asked.set(0);
    wired.plugIn();
    assertThat(stored.list()).hasSize(1);
    assertThat(asked).hasValue(1);
  }

  @Test
  void withoutAPinTheRemedyIsToSetOne() {
    WiredKey other = new WiredKey(FidoFeatures.yubikey57());
    StoredCredentials stored = other.token().require(StoredCredentials.class);
    assertThatThrownBy(stored::list)
        .isInstanceOfSatisfying(
            TokenException.PinNotGiven.class,
            e -> assertThat(e.remedy()).contains("countersign fido pin set"));
  }

  @Test
  void keysOfBeforeCtap21DoNotLetTheirCredentialsBeLookedAt() {
    assertThat(new WiredKey(FidoFeatures.fido20()).token().capability(StoredCredentials.class))
        .isEmpty();
    assertThat(new WiredKey(FidoFeatures.u2fOnly()).token().capability(StoredCredentials.class))
        .isEmpty();
  }

  @Test
  void aFullKeySaysSo() {
    FidoFeatures usual = FidoFeatures.yubikey57();
    WiredKey small =
        new WiredKey(
            new FidoFeatures(
                usual.product(),
                usual.aaguid(),
                usual.firmware(),
                usual.generation(),
                usual.algorithms(),
                usual.options(),
                2));
    Token full = small.token();
    WiredKey.setPin(full);
    SecurityKey smallKey = full.require(SecurityKey.class);
    for (int i = 1; i <= 2; i++) {
      smallKey.make(Requests.stored(Verification.REQUIRED, i, Wishes.NONE), CEREMONY);
    }
    assertThatThrownBy(
            () -> smallKey.make(Requests.stored(Verification.REQUIRED, 3, Wishes.NONE), CEREMONY))
        .isInstanceOfSatisfying(
            TokenException.Refused.class,
            e -> assertThat(e.remedy()).contains("credentials delete"))
        .hasMessageContaining("no room");
  }
}
