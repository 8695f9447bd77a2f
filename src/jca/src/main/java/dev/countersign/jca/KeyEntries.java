package dev.countersign.jca;

import dev.countersign.device.DecryptionKey;
import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of all tokens that were attached at one moment, by their URIs. */
final class KeyEntries {
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<TokenException> problems = new ArrayList<>();
  private HiddenKeys hidden = HiddenKeys.none();

  /**
   * One key.
   *
   * @param chain its certificate and those above it; empty when there is none
   * @param flaw why the certificate that is there is not used
   */
  record Entry(
      Token token, TokenKey key, List<X509Certificate> chain, @Nullable TokenException flaw) {}

  private KeyEntries() {}

  /** No keys. */
  static KeyEntries none() {
    return new KeyEntries();
  }

  /**
   * Reads the keys and certificates of all tokens. What cannot be read does not hide the rest.
   *
   * @param only the token whose keys are wanted; empty: all that are attached
   * @param pinEntry the PIN that the program gave
   * @throws TokenException.WrongPin when the PIN could be that of one token only, and is wrong
   * @throws TokenException.PinNotGiven when keys are hidden and no PIN could be had for them
   * @throws TokenException when nothing could be read because of a problem
   */
  static KeyEntries read(Tokens tokens, Optional<TokenUri> only, Optional<PinEntry> pinEntry) {
    KeyEntries all = new KeyEntries();
    List<Token> read;
    if (only.isPresent()) {
      read = List.of(tokens.find(only.get()));
    } else {
      Tokens.Inventory inventory = tokens.inventory();
      inventory.unusable().forEach(unusable -> all.problems.add(unusable.problem()));
      read = inventory.tokens();
    }
    all.hidden = HiddenKeys.of(read, pinEntry);
    for (Token token : read) {
      try {
        all.add(token);
      } catch (TokenException e) {
        all.problems.add(e);
      }
    }
    if (all.entries.isEmpty()) {
      Optional<TokenException> reason =
          all.problems.stream()
              .findFirst()
              .or(() -> pinEntry.isPresent() ? all.hidden.reason() : Optional.empty());
      if (reason.isPresent()) {
        throw reason.get();
      }
    }
    return all;
  }

  /** Why a key may be there that is not among these; empty when it cannot. */
  Optional<TokenException> reasonForAbsence(String alias) {
    return parse(alias).flatMap(uri -> hidden.reason(uri)).or(() -> problems.stream().findFirst());
  }

  private void add(Token token) {
    Map<String, SigningKey> signing = new LinkedHashMap<>();
    Map<String, DecryptionKey> decryption = new LinkedHashMap<>();
    token
        .capability(SigningKeys.class)
        .ifPresent(keys -> keys.list().forEach(key -> signing.put(key.uri().toString(), key)));
    token
        .capability(DecryptionKeys.class)
        .ifPresent(keys -> keys.list().forEach(key -> decryption.put(key.uri().toString(), key)));
    Map<String, Entry> found = new LinkedHashMap<>();
    signing.forEach(
        (alias, key) ->
            found.put(
                alias,
                entry(
                    token,
                    BothUses.join(Optional.of(key), Optional.ofNullable(decryption.get(alias))))));
    decryption.forEach((alias, key) -> found.computeIfAbsent(alias, name -> entry(token, key)));
    entries.putAll(found);
  }

  private static Entry entry(Token token, TokenKey key) {
    List<X509Certificate> chain;
    try {
      chain = key.certificateChain();
    } catch (TokenException.BadData e) {
      return new Entry(token, key, List.of(), e);
    }
    if (!chain.isEmpty() && !chain.get(0).getPublicKey().equals(key.publicKey())) {
      return new Entry(
          token,
          key,
          List.of(),
          new TokenException.BadData(
              key.uri().toString(),
              "read the certificate",
              "the certificate stored with this key is of another key",
              "store the right one: countersign keys certificate import",
              null));
    }
    return new Entry(token, key, chain, null);
  }

  /** All aliases, which are the full URIs. */
  List<String> aliases() {
    return List.copyOf(entries.keySet());
  }

  /** The aliases that a URI fits; none when the text is no URI. */
  List<String> fitting(String alias) {
    if (entries.containsKey(alias)) {
      return List.of(alias);
    }
    return parse(alias)
        .map(
            uri ->
                entries.entrySet().stream()
                    .filter(entry -> uri.matches(entry.getValue().key().uri()))
                    .map(Map.Entry::getKey)
                    .toList())
        .orElse(List.of());
  }

  /** The one entry that a full or partial URI names; empty when there is none, or several. */
  Optional<Entry> find(String alias) {
    List<String> fitting = fitting(alias);
    return fitting.size() == 1
        ? Optional.ofNullable(entries.get(fitting.get(0)))
        : Optional.empty();
  }

  /** Puts another chain beside a key, after it was stored on the token. */
  void replaceChain(Entry old, List<X509Certificate> chain) {
    entries.put(old.key().uri().toString(), new Entry(old.token(), old.key(), chain, null));
  }

  /** The URI that an alias is; empty when it is none. */
  static Optional<TokenUri> parse(String alias) {
    try {
      return Optional.of(TokenUri.parse(alias));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
