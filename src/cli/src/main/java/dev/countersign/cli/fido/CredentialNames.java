package dev.countersign.cli.fido;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Printable;
import dev.countersign.device.fido.StoredCredentials.StoredCredential;
import dev.countersign.device.fido.UserAccount;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names of stored credentials: the beginning of an identifier, as long as it takes. Dashes at its
 * front are left out, since the command would take it for an option.
 */
final class CredentialNames {
  private static final int SHORTEST = 12;

  private final List<StoredCredential> credentials;
  private final int characters;

  CredentialNames(List<StoredCredential> credentials) {
    this.credentials = credentials;
    int length = SHORTEST;
    while (clash(credentials, length)) {
      length++;
    }
    this.characters = length;
  }

  /** Whether two different identifiers begin alike; two that are the same cannot be told apart. */
  private static boolean clash(List<StoredCredential> credentials, int length) {
    List<String> whole = credentials.stream().map(CredentialNames::whole).distinct().toList();
    return whole.stream().map(text -> cut(text, length)).distinct().count() < whole.size();
  }

  private static String whole(StoredCredential credential) {
    return withoutDashes(credential.id().toString());
  }

  private static String withoutDashes(String text) {
    int start = 0;
    while (start < text.length() && text.charAt(start) == '-') {
      start++;
    }
    return text.substring(start);
  }

  private static String cut(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }

  /** What it is called in a table. */
  String brief(StoredCredential credential) {
    return cut(whole(credential), characters);
  }

  /** The account, as far as the key tells. */
  static String account(UserAccount user) {
    return Printable.text(user.name().or(user::displayName).orElse("(not told)"));
  }

  /** What a credential is for, in words: {@code alice at example.org}. */
  static String words(StoredCredential credential) {
    return "the credential of %s at %s"
        .formatted(account(credential.user()), Printable.text(credential.relyingParty().id()));
  }

  /**
   * The credential that a text names: the whole identifier or the beginning of just one.
   *
   * @param key the name of the key
   */
  StoredCredential find(String key, String text) {
    String wanted = Printable.text(text);
    String start = withoutDashes(text);
    List<StoredCredential> found =
        start.isEmpty()
            ? List.of()
            : credentials.stream().filter(each -> whole(each).startsWith(start)).toList();
    if (found.isEmpty()) {
      throw new Failure(
          ExitCode.NO_SUCH_TOKEN,
          "%s stores no credential '%s'".formatted(key, wanted),
          "see countersign fido credentials list");
    } else if (found.size() > 1) {
      throw new Failure(
          ExitCode.NO_SUCH_TOKEN,
          "'%s' fits %d credentials: %s"
              .formatted(
                  wanted,
                  found.size(),
                  found.stream().map(this::brief).collect(Collectors.joining(", "))),
          "write more of its identifier");
    }
    return found.get(0);
  }
}
