package dev.countersign.device;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Says why a URI found no token, and what there is instead. */
final class NothingFits {
  private final TokenUri uri;
  private final Tokens.Inventory ofKind;

  /**
   * Nothing fits this URI.
   *
   * @param ofKind what was found where such tokens can be
   */
  NothingFits(TokenUri uri, Tokens.Inventory ofKind) {
    this.uri = uri;
    this.ofKind = ofKind;
  }

  /**
   * The exception for it.
   *
   * @param all looks wherever any token can be
   */
  TokenException problem(Supplier<Tokens.Inventory> all) {
    List<Tokens.Unusable> unusable = ofKind.unusable();
    Optional<String> broken = isPkcs11() ? Pkcs11Limits.broken(uri) : Optional.empty();
    if (!uri.vendorAttributes().isEmpty()) {
      return unknownAttribute();
    } else if (broken.isPresent()) {
      return noToken("no token can fit %s: %s".formatted(uri, broken.get()), "correct that name");
    } else if (ofKind.tokens().isEmpty()
        && ofKind.looked().isEmpty()
        && (unusable.size() == 1 || (!unusable.isEmpty() && !isPkcs11()))) {
      return unusable.get(0).problem();
    } else if (!isPkcs11() && ofKind.tokens().isEmpty() && !unusable.isEmpty()) {
      return inTheWay(unusable);
    }
    return isPkcs11() ? inModules() : inReaders(all.get());
  }

  private boolean isPkcs11() {
    return uri.scheme().equals("pkcs11");
  }

  // [RFC7512] 2.5: what a consumer does not know cannot be matched.
  private TokenException unknownAttribute() {
    String unknown = String.join(", ", uri.vendorAttributes());
    return noToken(
        "no token fits %s: nothing is known of the attribute %s".formatted(uri, unknown),
        "correct its name, or leave it out");
  }

  /** A reader that could not be looked into may hold the token; a service may have none at all. */
  private TokenException inTheWay(List<Tokens.Unusable> unusable) {
    Optional<TokenException> ofReader =
        unusable.stream()
            .filter(each -> !each.wholeSource())
            .map(Tokens.Unusable::problem)
            .findFirst();
    if (ofReader.isPresent()) {
      return ofReader.get();
    }
    StringBuilder message = new StringBuilder("no token fits ").append(uri);
    message.append("; looked on ").append(String.join(", ", ofKind.looked()));
    appendUnusable(message);
    return noToken(
        message.toString(),
        "plug one in; to look there too, " + unusable.get(0).problem().remedy());
  }

  private TokenException inModules() {
    StringBuilder message = new StringBuilder("no token fits ").append(uri);
    if (ofKind.looked().isEmpty() && ofKind.unusable().isEmpty()) {
      String name = uri.query("module-name").map(wanted -> " of the name " + wanted).orElse("");
      return noToken(
          message + ": no PKCS#11 module" + name + " is configured or installed",
          "name its file with ?module-path=FILE; countersign pkcs11 modules lists those there are");
    }
    if (!ofKind.looked().isEmpty()) {
      message.append("; looked into ").append(String.join(", ", ofKind.looked()));
    }
    if (!ofKind.tokens().isEmpty()) {
      message.append("; attached: ").append(names(ofKind.tokens()));
    }
    appendUnusable(message);
    return noToken(
        message.toString(),
        ofKind.tokens().isEmpty()
            ? "plug the token in, or name its module with ?module-path=FILE"
            : "plug in that token, or name one that is attached");
  }

  private void appendUnusable(StringBuilder message) {
    ofKind
        .unusable()
        .forEach(
            module ->
                message
                    .append("; not looked into ")
                    .append(module.name())
                    .append(": ")
                    .append(module.problem().getMessage()));
  }

  private TokenException inReaders(Tokens.Inventory inventory) {
    if (!inventory.tokens().isEmpty()) {
      boolean otherKindsOnly =
          inventory.tokens().stream().noneMatch(token -> token.kind().equals(uri.scheme()));
      return noToken(
          "no token fits %s; attached: %s".formatted(uri, names(inventory.tokens())),
          otherKindsOnly ? putIn() : "plug in that token, or name one that is attached");
    } else if (!inventory.otherCards().isEmpty()) {
      return noToken(
          "the card in %s has no application that Countersign knows"
              .formatted(String.join(", ", inventory.otherCards())),
          putIn());
    } else if (!inventory.emptyReaders().isEmpty()) {
      return noToken(
          "there is no card in %s".formatted(String.join(", ", inventory.emptyReaders())),
          "put the card in");
    }
    return noToken(
        "no reader and no token is attached",
        "plug one in, or try a simulated one with --simulator NAME");
  }

  private TokenException noToken(String message, String remedy) {
    return new TokenException.NoToken(uri.toString(), "find the token", message, remedy);
  }

  private static String names(List<Token> tokens) {
    return String.join(", ", tokens.stream().map(token -> token.uri().toString()).toList());
  }

  private String putIn() {
    return "put in a token with " + uri.scheme().toUpperCase(Locale.ROOT);
  }
}
