package dev.countersign.cli.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.Failure;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.RelyingParty;
import dev.countersign.device.fido.StoredCredentials.StoredCredential;
import dev.countersign.device.fido.UserAccount;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names that a person can type after a command. */
class CredentialNamesTest {
  private static final String KEY = "fido:serial=1";

  private static StoredCredential credential(String id) {
    UserAccount user =
        new UserAccount(Identifier.parse("AAAA"), Optional.of("alice"), Optional.empty());
    return new StoredCredential(
        new RelyingParty("example.org", "Example"),
        user,
        Identifier.parse(id),
        Optional.empty(),
        Optional.empty());
  }

  private static List<StoredCredential> credentials(String... ids) {
    return Stream.of(ids).map(CredentialNamesTest::credential).toList();
  }

  @Test
  void namesAreAsLongAsItTakesToTellThemApart() {
    List<StoredCredential> all = credentials("abcdefghijklmnop", "abcdefghijkLmnop", "ABCD");
    CredentialNames names = new CredentialNames(all);
    assertThat(all.stream().map(names::brief))
        .containsExactly("abcdefghijkl", "abcdefghijkL", "ABCD");
    List<StoredCredential> alike = credentials("abcdefghijklmnop", "abcdefghijklmnoq");
    assertThat(alike.stream().map(new CredentialNames(alike)::brief))
        .containsExactly("abcdefghijklmnop", "abcdefghijklmnoq");
    assertThatThrownBy(() -> new CredentialNames(alike).find(KEY, "abcd"))
        .isInstanceOf(Failure.class)
        .hasMessage("'abcd' fits 2 credentials: abcdefghijklmnop, abcdefghijklmnoq");
  }

  @Test
  void noNameIsLikeAnOption() {
    List<StoredCredential> all = credentials("-helpAbcdefghijk", "--yesAbcdefghijk");
    CredentialNames names = new CredentialNames(all);
    assertThat(all.stream().map(names::brief)).containsExactly("helpAbcdefgh", "yesAbcdefghi");
    for (StoredCredential each : all) {
      assertThat(names.find(KEY, names.brief(each))).isSameAs(each);
      assertThat(names.find(KEY, each.id().toString())).isSameAs(each);
    }
  }

  @Test
  void whatAHostileKeyStoresIsNotTakenForAnother() {
    CredentialNames names =
        new CredentialNames(credentials("----", "abcd", "-abcdAAA", "--abcdAA"));
    assertThatThrownBy(() -> names.find(KEY, "----"))
        .hasMessage("fido:serial=1 stores no credential '----'");
    assertThatThrownBy(() -> names.find(KEY, "")).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> names.find(KEY, "abcdA"))
        .hasMessage("'abcdA' fits 2 credentials: abcdAAA, abcdAA");
  }
}
