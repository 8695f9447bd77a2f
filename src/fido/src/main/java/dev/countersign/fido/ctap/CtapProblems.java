package dev.countersign.fido.ctap;

import dev.countersign.card.application.Task;
import dev.countersign.device.PinRequest;
import dev.countersign.device.TokenException;
import dev.countersign.wire.ChannelException;
import java.util.Map;

/** What it means that a key refuses ([CTAP2.1] 8.2), and what a person can do about it. */
final class CtapProblems {
  /** The command by which a first PIN is set. */
  static final String SET_A_PIN = "set one with countersign fido pin set";

  private static final String RESET =
      "only countersign fido reset helps, which removes all its credentials";

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0x01, "invalid command"),
          Map.entry(0x02, "invalid parameter"),
          Map.entry(0x03, "invalid length"),
          Map.entry(0x11, "unexpected CBOR type"),
          Map.entry(0x12, "invalid CBOR"),
          Map.entry(0x14, "missing parameter"),
          Map.entry(0x15, "limit exceeded"),
          Map.entry(0x17, "fingerprint database full"),
          Map.entry(0x18, "large blob storage full"),
          Map.entry(0x19, "credential excluded"),
          Map.entry(0x22, "invalid credential"),
          Map.entry(0x26, "unsupported algorithm"),
          Map.entry(0x27, "operation denied"),
          Map.entry(0x28, "key store full"),
          Map.entry(0x2B, "unsupported option"),
          Map.entry(0x2C, "invalid option"),
          Map.entry(0x2E, "no credentials"),
          Map.entry(0x30, "not allowed"),
          Map.entry(0x33, "PIN authentication invalid"),
          Map.entry(0x36, "verification required"),
          Map.entry(0x37, "PIN policy violation"),
          Map.entry(0x38, "token expired"),
          Map.entry(0x39, "request too large"),
          Map.entry(0x3B, "touch required"),
          Map.entry(0x3C, "built-in verification blocked"),
          Map.entry(0x3D, "integrity failure"),
          Map.entry(0x3E, "invalid subcommand"),
          Map.entry(0x3F, "person not verified"),
          Map.entry(0x40, "unauthorized permission"));

  private CtapProblems() {}

  /** The error; talks to the key where it must be asked how many tries are left. */
  static TokenException of(KeyCard card, CtapError error) throws ChannelException {
    return switch (error.status()) {
      case Ctap.PIN_INVALID ->
          new TokenException.WrongPin(
              card.task().name(),
              card.task().operation(),
              PinRequest.Kind.PIN,
              PinCommands.triesLeftAfterRefusal(card));
      case Ctap.PIN_AUTH_BLOCKED -> untilPluggedIn(card.task());
      case Ctap.PIN_BLOCKED -> forGood(card.task());
      default -> of(card.task(), error);
    };
  }

  /** The PIN is not taken any more. */
  static TokenException forGood(Task task) {
    return new TokenException.PinBlocked(task.name(), task.operation(), PinRequest.Kind.PIN, RESET);
  }

  /** The PIN is not taken any more before the key was without power. */
  static TokenException untilPluggedIn(Task task) {
    return new TokenException.PinBlocked(
        task.name(),
        task.operation(),
        PinRequest.Kind.PIN,
        "three wrong ones in a row: plug the key in again, and make sure of the PIN before the next"
            + " try");
  }

  private static TokenException of(Task task, CtapError error) {
    String name = task.name();
    String doing = task.operation();
    return switch (error.status()) {
      case Ctap.NO_CREDENTIALS ->
          new TokenException.NoKey(
              name, doing, "the key holds no such credential", "use the key that was registered");
      case Ctap.USER_ACTION_TIMEOUT, Ctap.ACTION_TIMEOUT ->
          new TokenException.TouchNotGiven(name, doing);
      case Ctap.PIN_NOT_SET, Ctap.VERIFICATION_REQUIRED -> notVerified(task);
      case Ctap.UNSUPPORTED_ALGORITHM ->
          new TokenException.Unsupported(
              name,
              doing,
              "the key makes credentials of none of the algorithms that are wanted",
              "use another key, or allow ES256 (-7), which every key has");
      case Ctap.UNSUPPORTED_OPTION, Ctap.INVALID_OPTION, Ctap.INVALID_COMMAND ->
          new TokenException.Unsupported(
              name, doing, "this key cannot do that (" + named(error) + ")", "use another key");
      case Ctap.CREDENTIAL_EXCLUDED ->
          refused(
              task,
              error,
              "the key holds a credential of this account already",
              "use another key, or go on with the one that is registered");
      case Ctap.KEY_STORE_FULL ->
          refused(
              task,
              error,
              "the key has no room for another credential",
              "remove one with countersign fido credentials delete");
      case Ctap.LARGE_BLOB_FULL ->
          refused(
              task, error, "the key has no room for that", "store less, or remove a credential");
      case Ctap.OPERATION_DENIED ->
          refused(task, error, "it was denied at the key", "run it again and allow it");
      case Ctap.PIN_POLICY_VIOLATION ->
          refused(
              task,
              error,
              "the PIN breaks the rules of the key",
              "choose a longer one; countersign fido info tells the shortest that it takes");
      case Ctap.REQUEST_TOO_LARGE, Ctap.LIMIT_EXCEEDED ->
          refused(task, error, "that is more than the key takes", "ask for less at a time");
      case Ctap.UV_BLOCKED, Ctap.UV_INVALID ->
          refused(
              task, error, "the key did not recognise the person", "run it again, or use the PIN");
      case Ctap.NOT_ALLOWED ->
          refused(task, error, "the key does not allow that now", "plug it in again and repeat it");
      default ->
          refused(
              task,
              error,
              "the key refused to " + doing,
              "run it again; if it stays, check that the key can do this");
    };
  }

  /** The person must be verified, and the key has no PIN. */
  static TokenException notVerified(Task task) {
    return new TokenException.PinNotGiven(
        task.name(),
        task.operation(),
        "the person must be verified, and the key has no PIN",
        SET_A_PIN);
  }

  static TokenException refused(Task task, CtapError error, String message, String remedy) {
    return new TokenException.Refused(task.name(), task.operation(), message, named(error), remedy);
  }

  private static String named(CtapError error) {
    String name = NAMES.get(error.status());
    return "CTAP %02X%s".formatted(error.status(), name == null ? "" : " " + name);
  }
}
