package dev.countersign.cli.keys;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Places on a token that a key or certificate is put into: a slot of a PIV token, an object of a
 * PKCS#11 token.
 */
final class Places {
  static final String PIV = "piv";
  static final String PKCS11 = "pkcs11";

  private static final String SLOT = "slot";
  private static final String OBJECT = "object";
  private static final String ID = "id";
  private static final String TYPE = "type";

  /** A private key, its public half and its certificate go by one name. */
  private static final Set<String> TYPES_OF_A_KEY = Set.of("private", "public", "cert");

  private Places() {}

  /** Refuses a URI that does not say where. */
  static void require(TokenUri uri) {
    requireKind(uri);
    if (uri.scheme().equals(PIV)) {
      if (uri.attribute(SLOT).isEmpty()) {
        throw Failure.usage(uri + " names no slot", "add one: %s".formatted(uri.with(SLOT, "9c")));
      }
      return;
    }
    if (!named(uri, OBJECT) && !named(uri, ID)) {
      throw Failure.usage(
          uri + " names no object", "add one, like '%s'".formatted(uri.with(OBJECT, "cdn")));
    }
    uri.attribute(TYPE)
        .filter(type -> !TYPES_OF_A_KEY.contains(type))
        .ifPresent(
            type -> {
              throw Failure.usage(
                  "%s names an object of the type %s, and a private key is wanted"
                      .formatted(uri, type),
                  "leave type out");
            });
  }

  /** Refuses a token of a kind that holds no such keys. */
  static void requireKind(TokenUri uri) {
    if (!uri.scheme().equals(PIV) && !uri.scheme().equals(PKCS11)) {
      throw Failure.usage(
          uri + " is not the name of a token for keys",
          "write it like piv:slot=9c, or pkcs11:token=prod;object=cdn");
    }
  }

  private static boolean named(TokenUri uri, String part) {
    return uri.attribute(part).filter(value -> !value.isEmpty()).isPresent();
  }

  /**
   * The name of the key to which the object of that name belongs: other programs name its
   * certificate and its public half with a type of their own.
   */
  static TokenUri ofKey(TokenUri uri) {
    return uri.attribute(TYPE).filter(TYPES_OF_A_KEY::contains).isPresent()
        ? uri.without(TYPE)
        : uri;
  }

  /** The whole name of the place. */
  static TokenUri full(Token token, TokenUri uri) {
    TokenUri whole = token.uri();
    for (String part : List.of(SLOT, OBJECT, ID)) {
      Optional<String> value = uri.attribute(part);
      if (value.isPresent()) {
        whole = whole.with(part, value.get());
      }
    }
    return whole;
  }

  /** The whole name of what is there: the key's, where there is one. */
  static TokenUri full(TokenSession session, Token token, TokenUri uri) {
    return token.kind().equals(PIV)
        ? full(token, uri)
        : session.keyIfAny(uri).map(TokenKey::uri).orElseGet(() -> full(token, uri));
  }

  /**
   * Refuses a place that holds a key, unless it may be replaced.
   *
   * @return whether something is replaced
   */
  static boolean requireFree(TokenSession session, TokenUri uri, boolean overwrite) {
    if (!overwrite && taken(session, uri)) {
      throw new Failure(
          ExitCode.FAILED,
          uri + " holds a key, which would be lost",
          "choose another %s, or replace the key with --overwrite"
              .formatted(uri.scheme().equals(PIV) ? "slot" : "object"));
    }
    return overwrite && session.keyIfAny(uri).isPresent();
  }

  /**
   * Empties a place whose key is to be replaced, where the token does not do that by itself: a new
   * object does not take the place of another of its name.
   *
   * @return whether the former key's certificate may be left there
   */
  static boolean clear(Invocation invocation, KeyManagement management, TokenUri uri) {
    if (uri.scheme().equals(PIV)) {
      return true;
    }
    management.deleteKey(uri);
    invocation.note("The former key was destroyed, with its certificate.");
    return false;
  }

  private static boolean taken(TokenSession session, TokenUri uri) {
    try {
      return session.keyIfAny(uri).isPresent();
    } catch (TokenException.Ambiguous several) {
      return true;
    }
  }
}
