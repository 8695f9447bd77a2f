package dev.countersign.card.oath;

import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.Task;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.card.oath.OathAnswers.Calculated;
import dev.countersign.card.oath.OathAnswers.Listed;
import dev.countersign.card.oath.OathAnswers.Value;
import dev.countersign.device.AccountCode;
import dev.countersign.device.Code;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.NewAccount;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.TimeStep;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The accounts of the application and their codes. */
final class OathAccounts implements CodeAccounts {
  private static final String MAKE_A_CODE = "make a code";

  /** What goes in place of a time for HOTP, and is ignored. */
  private static final byte[] NO_TIME = new byte[8];

  private final OathSession session;
  private final OathAccess access;
  private final AccountChanges changes;

  OathAccounts(OathSession session, OathAccess access) {
    this.session = session;
    this.access = access;
    this.changes = new AccountChanges(session, access);
  }

  @Override
  public List<CodeAccount> list() {
    return access.run(() -> session.task("list the accounts"), AccountChanges::listed).stream()
        .map(this::account)
        .filter(account -> !account.id().signingKey())
        .toList();
  }

  private CodeAccount account(Listed listed) {
    AccountId id = AccountId.parse(listed.kind(), listed.name());
    return new CodeAccount(
        AccountTask.uri(session, listed.name()),
        id,
        listed.kind(),
        Optional.of(listed.hash()),
        OptionalInt.empty(),
        Optional.empty());
  }

  @Override
  public List<AccountCode> codes(Instant at) {
    TimeStep step = TimeStep.at(at, AccountId.USUAL_PERIOD);
    Optional<List<Calculated>> all =
        access.run(() -> session.task("make the codes"), card -> calculateAll(card, step));
    if (all.isEmpty()) {
      return list().stream().map(account -> new AccountCode(account, Optional.empty())).toList();
    }
    return all.get().stream()
        .map(calculated -> accountCode(calculated, step))
        .filter(coded -> !coded.account().id().signingKey())
        .toList();
  }

  /** Empty when this token makes no codes together: one of its accounts wants something first. */
  private static Optional<List<Calculated>> calculateAll(OathCard card, TimeStep step)
      throws ChannelException {
    ResponseApdu response = card.send(OathCommands.calculateAll(step.message()));
    if (response.status().equals(StatusWord.SECURITY_STATUS_NOT_SATISFIED)
        || response.status().equals(StatusWord.CONDITIONS_NOT_SATISFIED)) {
      return Optional.empty();
    }
    if (!response.isSuccess()) {
      throw new UnexpectedStatus(response.status());
    }
    return Optional.of(OathAnswers.all(card, response.data()));
  }

  private AccountCode accountCode(Calculated calculated, TimeStep step) {
    AccountId id = AccountId.parse(calculated.kind(), calculated.name());
    CodeAccount account =
        new CodeAccount(
            AccountTask.uri(session, calculated.name()),
            id,
            calculated.kind(),
            Optional.empty(),
            OptionalInt.of(calculated.digits()),
            calculated.kind() == CodeKind.HOTP
                ? Optional.empty()
                : Optional.of(calculated.touch()));
    boolean usual = id.period().filter(step.period()::equals).isPresent();
    Optional<Code> code =
        usual && calculated.value().isPresent() && Codes.canShow(id, calculated.digits())
            ? Optional.of(
                Codes.of(
                    id,
                    new Value(calculated.digits(), calculated.value().getAsInt()),
                    Optional.of(step)))
            : Optional.empty();
    return new AccountCode(account, code);
  }

  @Override
  public Code code(CodeAccount account, Instant at) {
    String name = account.id().text();
    Task first = AccountTask.of(session, name, MAKE_A_CODE);
    requireCodes(account.id(), first);
    Optional<TimeStep> step = account.id().period().map(period -> TimeStep.at(at, period));
    boolean counter = account.kind() == CodeKind.HOTP;
    Value value =
        access.run(
            () -> AccountTask.of(session, name, MAKE_A_CODE),
            card -> calculate(card, name, step, account.touch(), counter));
    return shown(account.id(), value, step, first);
  }

  /** It may be an HOTP account after all, so it is not asked twice either. */
  @Override
  public Optional<AccountCode> code(String id, Instant at) {
    AccountId account = AccountId.parse(CodeKind.TOTP, id);
    Task first = AccountTask.of(session, id, MAKE_A_CODE);
    requireCodes(account, first);
    Optional<TimeStep> step = account.period().map(period -> TimeStep.at(at, period));
    Optional<Value> value =
        access.run(() -> AccountTask.of(session, id, MAKE_A_CODE), card -> find(card, id, step));
    return value.map(
        found ->
            new AccountCode(
                new CodeAccount(
                    AccountTask.uri(session, id),
                    account,
                    CodeKind.TOTP,
                    Optional.empty(),
                    OptionalInt.of(found.digits()),
                    Optional.empty()),
                Optional.of(shown(account, found, step, first))));
  }

  private Optional<Value> find(OathCard card, String name, Optional<TimeStep> step)
      throws ChannelException {
    try {
      return Optional.of(calculate(card, name, step, Optional.empty(), true));
    } catch (UnexpectedStatus e) {
      if (AccountTask.isNoSuchAccount(e.status())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Value calculate(
      OathCard card,
      String name,
      Optional<TimeStep> step,
      Optional<Boolean> touch,
      boolean movesACounter)
      throws ChannelException {
    if (movesACounter) {
      card.task().changesToken();
    }
    byte[] challenge = step.map(TimeStep::message).orElse(NO_TIME);
    byte[] answer =
        Calculation.run(
            card, session.ports().presence(), OathCommands.calculate(name, challenge), touch);
    return OathAnswers.value(card, answer);
  }

  private static void requireCodes(AccountId id, Task task) {
    if (id.signingKey()) {
      throw new TokenException.Refused(
          task.name(),
          task.operation(),
          "this account is the signing key of an access key, of which no code is ever made",
          null,
          "name another account");
    }
  }

  private static Code shown(AccountId id, Value value, Optional<TimeStep> step, Task task) {
    if (!Codes.canShow(id, value.digits())) {
      throw new TokenException.Unsupported(
          task.name(),
          task.operation(),
          "this account was stored for codes of %d digits".formatted(value.digits()),
          "add it anew with 6 to 8 digits");
    }
    return Codes.of(id, value, step);
  }

  @Override
  public void check(NewAccount account) {
    changes.check(account);
  }

  @Override
  public CodeAccount add(NewAccount account, Secret seed, boolean replace) {
    changes.add(account, seed, replace);
    return new CodeAccount(
        AccountTask.uri(session, account.id().text()),
        account.id(),
        account.kind(),
        Optional.of(account.hash()),
        OptionalInt.of(account.digits()),
        Optional.of(account.touch()));
  }

  @Override
  public CodeAccount rename(CodeAccount account, AccountId name) {
    changes.rename(account, name);
    return new CodeAccount(
        AccountTask.uri(session, name.text()),
        name,
        account.kind(),
        account.hash(),
        account.digits(),
        account.touch());
  }

  @Override
  public void remove(CodeAccount account) {
    changes.remove(account);
  }

  @Override
  public OptionalInt capacity() {
    return session.capacity();
  }
}
