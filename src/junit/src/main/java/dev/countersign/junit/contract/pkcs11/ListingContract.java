package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.device.PinPolicy;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import java.security.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a token shows, before a login and after it. */
public interface ListingContract extends ModuleContract {

  @Test
  default void listingAsksForNothing() {
    for (SigningKey key : signingKeys().list()) {
      key.publicKey();
      key.certificateChain();
      key.algorithm();
      key.policies();
      key.origin();
    }
    assertEquals(List.of(), bench().pins().asked());
    assertFalse(login().active());
  }

  @Test
  default void everyKeyIsListedAfterALogin() {
    login().login();
    assertEquals(expected(), keys(signingKeys().list()));
    assertEquals(expected().size(), signingKeys().list().size(), "one entry for each key");
  }

  private Set<PublicKey> expected() {
    Set<PublicKey> all = new HashSet<>();
    signing().forEach(key -> all.add(key.publicKey()));
    return all;
  }

  private static Set<PublicKey> keys(List<SigningKey> listed) {
    Set<PublicKey> all = new HashSet<>();
    listed.forEach(key -> all.add(key.publicKey()));
    return all;
  }

  @Test
  default void whatIsListedBeforeALoginIsAmongTheKeys() {
    List<SigningKey> listed = signingKeys().list();
    assertTrue(expected().containsAll(keys(listed)), listed::toString);
    assertEquals(keys(listed).size(), listed.size(), "one entry for each key");
  }

  @Test
  default void whatIsListedBeforeALoginIsFoundAndSigns() {
    for (SigningKey key : signingKeys().list()) {
      MadeKey made =
          signing().stream()
              .filter(one -> one.publicKey().equals(key.publicKey()))
              .findFirst()
              .orElseThrow();
      ModuleContract.assertSigns(made, key);
      login().logout();
      TokenUri uri = TokenUri.parse(key.uri().toString());
      ModuleContract.assertSigns(made, bench().tokens().signingKey(uri));
      login().logout();
    }
  }

  @Test
  default void whatIsListedAfterALoginIsFoundByItsName() {
    login().login();
    for (SigningKey key : signingKeys().list()) {
      TokenUri uri = TokenUri.parse(key.uri().toString());
      assertEquals(key.publicKey(), bench().tokens().signingKey(uri).publicKey(), uri::toString);
    }
    assertEquals(1, bench().pins().asked(Kind.PIN));
  }

  @Test
  default void certificatesStandBesideTheirKeysAndMissNowhere() {
    for (MadeKey made : signing()) {
      assertEquals(
          made.certificate(),
          bench().tokens().signingKey(made.uri()).certificateChain().stream().findFirst(),
          made::toString);
    }
  }

  @Test
  default void keysThatWantThePinEachTimeSayThatTheyDo() {
    login().login();
    for (MadeKey made : signing()) {
      Optional<PinPolicy> policy = bench().tokens().signingKey(made.uri()).policies().pin();
      assertEquals(
          made.eachTime(), policy.filter(PinPolicy.ALWAYS::equals).isPresent(), made::toString);
    }
  }

  @Test
  default void twoViewsOfOneTokenShowTheSame() {
    List<TokenUri> first = signingKeys().list().stream().map(SigningKey::uri).toList();
    assertEquals(first, signingKeys().list().stream().map(SigningKey::uri).toList());
  }
}
