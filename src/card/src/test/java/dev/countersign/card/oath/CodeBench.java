package dev.countersign.card.oath;

import dev.countersign.card.apdu.CountingChannel;
import dev.countersign.card.otp.OtpDriver;
import dev.countersign.device.CodeAccount;
import dev.countersign.device.CodeAccounts;
import dev.countersign.device.NewAccount;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.simulator.FaultSchedule;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import dev.countersign.wire.Reader;
import dev.countersign.wire.oath.AccountId;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A simulated token for codes in a reader, with every command counted. */
final class CodeBench implements AutoCloseable {
  static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
  static final Instant T59 = Instant.ofEpochSecond(59);
  static final String PASSWORD = "secret";

  final List<String> commands = new ArrayList<>();
  final List<PinRequest> asked = new ArrayList<>();
  private final SimulatedReaders readers = new SimulatedReaders();
  private final VirtualToken token;
  private Tokens tokens;

  CodeBench(Profile profile) {
    token = VirtualToken.builder(profile).serial(12345678).world(World.deterministic(7)).build();
    readers.insert(token);
    tokens = open();
  }

  private Tokens open() {
    return Tokens.builder()
        .source(readers.decorated(channel -> new CountingChannel(channel, commands::add)))
        .driver(new OathDriver())
        .driver(new OtpDriver())
        .pinEntry(
            request -> {
              asked.add(request);
              return Secret.copyOf(PASSWORD.toCharArray());
            })
        .open();
  }

  /** As after the program was started again, with the token in its reader. */
  void restart() {
    tokens.close();
    if (readers.readers().stream().noneMatch(Reader::present)) {
      readers.insert(token);
    }
    token.injectFaults(FaultSchedule.none());
    token.reset();
    tokens = open();
    commands.clear();
    asked.clear();
  }

  void faults(String schedule) {
    token.injectFaults(FaultSchedule.parse(schedule));
  }

  Tokens tokens() {
    return tokens;
  }

  CodeAccounts accounts() {
    return accounts("oath:");
  }

  CodeAccounts accounts(String uri) {
    return tokens.find(TokenUri.parse(uri)).require(CodeAccounts.class);
  }

  CodeAccount add(String name) {
    return add(accounts(), name);
  }

  static CodeAccount add(CodeAccounts accounts, String name) {
    AccountId id = AccountId.parse(CodeKind.TOTP, name);
    NewAccount account = new NewAccount(id, CodeKind.TOTP, OathHash.SHA1, 6, 0, false);
    try (Secret seed = Secret.copyOf(SEED)) {
      return accounts.add(account, seed, false);
    }
  }

  OathAdministration administration() {
    return tokens.find(TokenUri.parse("oath:")).require(OathAdministration.class);
  }

  void setPassword() {
    try (Secret secret = Secret.copyOf(PASSWORD.toCharArray())) {
      administration().setPassword(secret);
    }
  }

  /** Instruction and P1 of the commands so far. */
  List<String> instructions() {
    return commands.stream().map(command -> command.substring(2, 6)).toList();
  }

  @Override
  public void close() {
    tokens.close();
    readers.close();
    token.close();
  }
}
