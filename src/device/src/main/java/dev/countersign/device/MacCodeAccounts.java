package dev.countersign.device;

import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.HotpValue;
import dev.countersign.wire.oath.OathHash;
import dev.countersign.wire.oath.TimeStep;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * TOTP accounts whose seeds are MAC keys: the token makes the MAC of the time step, the host cuts
 * it to a code ([RFC6238] 4). An account has the label of its key for a name, with the period in it
 * as {@link AccountId} has it. Counters have no place there, so there are no HOTP accounts.
 */
public final class MacCodeAccounts implements CodeAccounts {
  private static final int STEP_BYTES = 8;
  private static final String MAKE_A_CODE = "make a code";
  private static final String ADD = "add an account";

  private final TokenUri token;
  private final MacKeys keys;
  private final Optional<MacKeyManagement> management;
  private final int digits;

  /**
   * Accounts of six digits.
   *
   * @param token the name of the token, for errors
   * @param management how keys are stored; empty where they come about elsewhere
   */
  public MacCodeAccounts(TokenUri token, MacKeys keys, Optional<MacKeyManagement> management) {
    this(token, keys, management, HotpValue.MIN_DIGITS);
  }

  /**
   * Accounts of that many digits, which no token keeps with a MAC key.
   *
   * @param digits 6 to 8; what a {@link CodeAccount} says goes before it
   */
  public MacCodeAccounts(
      TokenUri token, MacKeys keys, Optional<MacKeyManagement> management, int digits) {
    if (digits < HotpValue.MIN_DIGITS || digits > HotpValue.MAX_DIGITS) {
      throw new IllegalArgumentException("a code has 6 to 8 digits");
    }
    this.token = token;
    this.keys = keys;
    this.management = management;
    this.digits = digits;
  }

  private List<MacKey> usable() {
    return keys.list().stream().filter(MacCodeAccounts::isUsable).toList();
  }

  private static boolean isUsable(MacKey key) {
    return hash(key).isPresent()
        && key.maxMessageBytes() >= STEP_BYTES
        && !key.label().isEmpty()
        && !id(key).signingKey();
  }

  private static Optional<OathHash> hash(MacKey key) {
    return switch (key.digest()) {
      case SHA1 -> Optional.of(OathHash.SHA1);
      case SHA256 -> Optional.of(OathHash.SHA256);
      case SHA384 -> Optional.empty();
      case SHA512 -> Optional.of(OathHash.SHA512);
    };
  }

  private static AccountId id(MacKey key) {
    return AccountId.parse(CodeKind.TOTP, key.label());
  }

  private CodeAccount account(MacKey key, int codeDigits) {
    return new CodeAccount(
        key.uri(),
        id(key),
        CodeKind.TOTP,
        hash(key),
        OptionalInt.of(codeDigits),
        key.touchPolicy().map(policy -> policy != TouchPolicy.NEVER));
  }

  @Override
  public List<CodeAccount> list() {
    return usable().stream().map(key -> account(key, digits)).toList();
  }

  /** Costs a command for each account that is known to want no touch. */
  @Override
  public List<AccountCode> codes(Instant at) {
    return usable().stream()
        .map(key -> new AccountCode(account(key, digits), at(key, at)))
        .toList();
  }

  private Optional<Code> at(MacKey key, Instant at) {
    boolean untouched = key.touchPolicy().filter(TouchPolicy.NEVER::equals).isPresent();
    return untouched ? Optional.of(code(key, digits, at)) : Optional.empty();
  }

  private static Code code(MacKey key, int digits, Instant at) {
    AccountId id = id(key);
    TimeStep step = TimeStep.at(at, id.period().orElse(AccountId.USUAL_PERIOD));
    byte[] mac = key.mac(step.message());
    int truncated = HotpValue.truncate(mac);
    Arrays.fill(mac, (byte) 0);
    String text = id.steam() ? HotpValue.steam(truncated) : HotpValue.decimal(truncated, digits);
    return new Code(text, Optional.of(step.from()), Optional.of(step.until()));
  }

  @Override
  public Code code(CodeAccount account, Instant at) {
    return code(find(account.id(), MAKE_A_CODE), account.digits().orElse(digits), at);
  }

  @Override
  public Optional<AccountCode> code(String id, Instant at) {
    refuseSigningKey(AccountId.parse(CodeKind.TOTP, id), MAKE_A_CODE);
    return named(id, MAKE_A_CODE)
        .map(key -> new AccountCode(account(key, digits), Optional.of(code(key, digits, at))));
  }

  private Optional<MacKey> named(String label, String operation) {
    List<MacKey> named = keys.labelled(label).stream().filter(MacCodeAccounts::isUsable).toList();
    if (named.size() > 1) {
      throw new TokenException.Ambiguous(
          label, operation, named.stream().map(key -> key.uri().toString()).toList());
    }
    return named.stream().findFirst();
  }

  private MacKey find(AccountId id, String operation) {
    refuseSigningKey(id, operation);
    return named(id.text(), operation)
        .orElseThrow(
            () ->
                new TokenException.NoKey(
                    token.toString(),
                    operation,
                    "the token holds no key '%s' to make codes with".formatted(id),
                    "look what there is with countersign mfa list"));
  }

  private void refuseSigningKey(AccountId id, String operation) {
    if (id.signingKey()) {
      throw new TokenException.Refused(
          token.toString(),
          operation,
          "this key signs for an access key, and no code is ever made of it",
          null,
          "name another account");
    }
  }

  /** Who finds the account again has its name and its key, and not what else was asked for. */
  @Override
  public void check(NewAccount account) {
    requireTotp(account);
    if (account.digits() != digits) {
      throw unsupported(
          ADD, "a MAC key does not keep the number of digits, and these codes have " + digits);
    }
  }

  private void requireTotp(NewAccount account) {
    if (account.kind() == CodeKind.HOTP) {
      throw unsupported(ADD, "a MAC key has no counter, so it makes no HOTP codes");
    }
  }

  @Override
  public CodeAccount add(NewAccount account, Secret seed, boolean replace) {
    requireTotp(account);
    MacKey key =
        management(ADD)
            .store(account.id().text(), digest(account.hash()), seed, replace, account.touch());
    return account(key, account.digits());
  }

  private static Digest digest(OathHash hash) {
    return switch (hash) {
      case SHA1 -> Digest.SHA1;
      case SHA256 -> Digest.SHA256;
      case SHA512 -> Digest.SHA512;
    };
  }

  @Override
  public CodeAccount rename(CodeAccount account, AccountId name) {
    String operation = "rename an account";
    MacKeyManagement changes = management(operation);
    MacKey key = changes.rename(find(account.id(), operation), name.text());
    return account(key, account.digits().orElse(digits));
  }

  @Override
  public void remove(CodeAccount account) {
    String operation = "remove an account";
    MacKeyManagement changes = management(operation);
    changes.remove(find(account.id(), operation));
  }

  private MacKeyManagement management(String operation) {
    return management.orElseThrow(
        () -> unsupported(operation, "the MAC keys of this token come about elsewhere"));
  }

  private TokenException unsupported(String operation, String message) {
    return new TokenException.Unsupported(
        token.toString(), operation, message, "use a token with an OATH application");
  }

  @Override
  public OptionalInt capacity() {
    return OptionalInt.empty();
  }
}
