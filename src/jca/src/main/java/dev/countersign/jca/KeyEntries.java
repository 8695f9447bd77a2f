package dev.countersign.jca;

import dev.countersign.device.DecryptionKey;
import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.MacKeys;
import dev.countersign.device.PinEntry;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of all tokens that were attached at one moment, by their URIs. */
final class KeyEntries {
  private final Map<String, KeyEntry> entries = new LinkedHashMap<>();
  private final List<TokenException> problems = new ArrayList<>();
  private HiddenKeys hidden = HiddenKeys.none();

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
    Optional<SigningKeys> signers = token.capability(SigningKeys.class);
    Optional<DecryptionKeys> decrypters = token.capability(DecryptionKeys.class);
    addPairs(token, signers, decrypters);
    if (signers.isPresent() || decrypters.isPresent()) {
      addMacKeys(token);
    }
  }

  private void addPairs(
      Token token, Optional<SigningKeys> signers, Optional<DecryptionKeys> decrypters) {
    Map<String, SigningKey> signing = new LinkedHashMap<>();
    Map<String, DecryptionKey> decryption = new LinkedHashMap<>();
    signers.ifPresent(keys -> keys.list().forEach(key -> signing.put(key.uri().toString(), key)));
    decrypters.ifPresent(
        keys -> keys.list().forEach(key -> decryption.put(key.uri().toString(), key)));
    Map<String, KeyEntry> found = new LinkedHashMap<>();
    signing.forEach(
        (alias, key) ->
            found.put(
                alias,
                KeyEntry.OfPair.of(
                    token,
                    BothUses.join(Optional.of(key), Optional.ofNullable(decryption.get(alias))))));
    decryption.forEach(
        (alias, key) -> found.computeIfAbsent(alias, name -> KeyEntry.OfPair.of(token, key)));
    entries.putAll(found);
  }

  /**
   * Of tokens with key pairs only. The others are OATH and OTP applications: to list the seeds of
   * one's codes may want a password, and selecting them makes the PIV application of the same token
   * forget its PIN.
   */
  private void addMacKeys(Token token) {
    token
        .capability(MacKeys.class)
        .ifPresent(
            keys ->
                keys.list()
                    .forEach(key -> entries.put(key.uri().toString(), new KeyEntry.OfMac(key))));
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
                    .filter(entry -> uri.matches(entry.getValue().uri()))
                    .map(Map.Entry::getKey)
                    .toList())
        .orElse(List.of());
  }

  /** The one entry that a full or partial URI names; empty when there is none, or several. */
  Optional<KeyEntry> find(String alias) {
    List<String> fitting = fitting(alias);
    return fitting.size() == 1
        ? Optional.ofNullable(entries.get(fitting.get(0)))
        : Optional.empty();
  }

  /** Puts another chain beside a key, after it was stored on the token. */
  void replaceChain(KeyEntry.OfPair old, List<X509Certificate> chain) {
    entries.put(old.uri().toString(), old.withChain(chain));
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
