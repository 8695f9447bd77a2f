package dev.countersign.card.oath;

import dev.countersign.card.application.Task;
import dev.countersign.card.oath.OathAnswers.Listed;
import dev.countersign.device.Digest;
import dev.countersign.device.MacKey;
import dev.countersign.device.MacKeys;
import dev.countersign.device.PinEntry;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenUri;
import dev.countersign.device.TouchPolicy;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.oath.CodeKind;
import dev.countersign.wire.oath.OathHash;
import java.util.List;
import java.util.Optional;

/**
 * The seeds of TOTP accounts as MAC keys: CALCULATE without truncation gives the whole MAC of any
 * message of 1 to 8 bytes; more is not certain on any token ([YK-OATH] CALCULATE).
 */
final class OathKeys implements MacKeys {
  private static final int MAX_MESSAGE = 8;
  private static final String FIND = "find the key";

  private final OathSession session;
  private final OathAccess access;

  OathKeys(OathSession session, OathAccess access) {
    this.session = session;
    this.access = access;
  }

  @Override
  public List<MacKey> list() {
    return access.run(() -> session.task("list the keys"), AccountChanges::listed).stream()
        .filter(account -> account.kind() == CodeKind.TOTP)
        .<MacKey>map(account -> new Key(account, session.ports().pinEntry()))
        .toList();
  }

  @Override
  public MacKey find(TokenUri uri) {
    Optional<String> account = uri.attribute("account");
    List<MacKey> fitting =
        list().stream()
            .filter(key -> account.isEmpty() || account.get().equals(key.label()))
            .toList();
    if (fitting.isEmpty()) {
      throw AccountTask.noSuchAccount(uri.toString(), FIND);
    } else if (fitting.size() > 1) {
      throw new TokenException.Ambiguous(
          uri.toString(), FIND, fitting.stream().map(key -> key.uri().toString()).toList());
    }
    return fitting.get(0);
  }

  private final class Key implements MacKey {
    private final Listed account;
    private final PinEntry pinEntry;

    Key(Listed account, PinEntry pinEntry) {
      this.account = account;
      this.pinEntry = pinEntry;
    }

    @Override
    public TokenUri uri() {
      return AccountTask.uri(session, account.name());
    }

    @Override
    public String label() {
      return account.name();
    }

    @Override
    public Digest digest() {
      return switch (account.hash()) {
        case SHA1 -> Digest.SHA1;
        case SHA256 -> Digest.SHA256;
        case SHA512 -> Digest.SHA512;
      };
    }

    @Override
    public int maxMessageBytes() {
      return MAX_MESSAGE;
    }

    @Override
    public Optional<TouchPolicy> touchPolicy() {
      return Optional.empty();
    }

    @Override
    public byte[] mac(byte[] message) {
      if (message.length < 1 || message.length > MAX_MESSAGE) {
        throw new IllegalArgumentException("a message has 1 to %d bytes".formatted(MAX_MESSAGE));
      }
      return access.run(
          pinEntry,
          () -> AccountTask.of(session, account.name(), "make a MAC"),
          card -> calculate(card, message.clone(), account.hash()));
    }

    @Override
    public MacKey with(PinEntry other) {
      return new Key(account, other);
    }

    private byte[] calculate(OathCard card, byte[] message, OathHash hash) throws ChannelException {
      byte[] answer =
          Calculation.run(
              card,
              session.ports().presence(),
              OathCommands.mac(account.name(), message),
              Optional.empty());
      if (OathAnswers.isTruncated(answer)) {
        Task task = card.task();
        throw new TokenException.Unsupported(
            task.name(),
            task.operation(),
            "this token makes codes only and keeps the rest of a MAC to itself",
            "use another token");
      }
      return OathAnswers.mac(card, answer, hash);
    }
  }
}
