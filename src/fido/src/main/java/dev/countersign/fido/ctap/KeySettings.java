package dev.countersign.fido.ctap;

import dev.countersign.card.application.Task;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.SecurityKeySettings;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** authenticatorReset and authenticatorConfig ([CTAP2.1] 6.6, 6.11). */
final class KeySettings implements SecurityKeySettings {
  private static final int TOGGLE_ALWAYS_UV = 2;
  private static final int SET_MIN_PIN_LENGTH = 3;

  private final KeySession session;

  KeySettings(KeySession session) {
    this.session = session;
  }

  @Override
  public void reset(Ceremony ceremony) {
    session.work(
        session.task("reset the key", ceremony),
        card -> {
          try (Wait wait =
              Wait.forPerson(session.ports().presence(), session.knownUri().toString(), ceremony)) {
            card.task().changesToken();
            card.ctap2(Ctap.RESET, null, wait);
            return true;
          } catch (CtapError e) {
            throw e.is(Ctap.NOT_ALLOWED) ? tooLate(card.task(), e) : e;
          } finally {
            card.forgetInfo();
            card.lane().memory().forget(HeldToken.class);
          }
        });
  }

  private static TokenException tooLate(Task task, CtapError error) {
    return CtapProblems.refused(
        task,
        error,
        "the key is reset only within 10 seconds after it was plugged in",
        "plug it in again and run it at once");
  }

  @Override
  public void alwaysVerify(boolean on) {
    String operation = on ? "have every use verified" : "have uses without verification";
    SecurityKeyInfo info = infoOfNow(operation);
    requireSupported(info, info.knows("alwaysUv"), operation);
    if (info.has("alwaysUv") != on) {
      configure(operation, turn -> alwaysVerify(turn, on));
    }
  }

  @Override
  public void minimumPinLength(int characters, List<String> toldTo, boolean changeNow) {
    String operation = "set the shortest PIN";
    SecurityKeyInfo info = infoOfNow(operation);
    requireSupported(info, info.has("setMinPINLength"), operation);
    if (characters < info.pin().minimumCharacters()) {
      throw new TokenException.Refused(
          session.knownUri().toString(),
          operation,
          "the key wants PINs of %d characters, and only a reset makes that fewer"
              .formatted(info.pin().minimumCharacters()),
          null,
          "choose a larger number");
    } else if (characters > info.pin().maximumBytes()) {
      throw new TokenException.Refused(
          session.knownUri().toString(),
          operation,
          "no PIN has %d characters: the key takes %d bytes at most"
              .formatted(characters, info.pin().maximumBytes()),
          null,
          "choose a smaller number");
    }
    CborMap.Builder parameters = Cbor.map().put(1, characters);
    if (!toldTo.isEmpty()) {
      parameters.put(2, new Cbor.Array(toldTo.stream().map(id -> (Cbor) Cbor.text(id)).toList()));
    }
    if (changeNow) {
      parameters.put(3, true);
    }
    configure(operation, turn -> configure(turn, SET_MIN_PIN_LENGTH, parameters.build()));
  }

  /** What the key says now: another program may have set it since it was asked first. */
  private SecurityKeyInfo infoOfNow(String operation) {
    return session.work(
        session.task(operation),
        card -> {
          card.forgetInfo();
          return card.info();
        });
  }

  /**
   * There is no on and off, only the other of the two: it is looked once more before it is sent.
   */
  private static boolean alwaysVerify(Turn turn, boolean on) throws ChannelException {
    turn.card().forgetInfo();
    return turn.card().info().has("alwaysUv") == on || configure(turn, TOGGLE_ALWAYS_UV, null);
  }

  private void requireSupported(SecurityKeyInfo info, boolean option, String operation) {
    if (!option || !info.has("authnrCfg")) {
      throw new TokenException.Unsupported(
          session.knownUri().toString(),
          operation,
          "this key cannot be set so",
          "use a key that speaks CTAP 2.1");
    }
  }

  private void configure(String operation, Ceremonies.Work<Boolean> work) {
    new Ceremonies<>(session, operation, Ceremony.of(operation), work)
        .run(Check.forConfiguring(session.info()), new Ceremonies.Scope(Ctap.MAY_CONFIGURE, ""));
  }

  private static boolean configure(Turn turn, int command, @Nullable CborMap parameters)
      throws ChannelException {
    CborMap.Builder request = Cbor.map().put(1, command);
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xFF);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(ones);
    message.write(Ctap.CONFIG);
    message.write(command);
    if (parameters != null) {
      request.put(2, parameters);
      message.writeBytes(parameters.encode());
    }
    turn.authenticate(request, 4, 3, message.toByteArray());
    turn.card().task().changesToken();
    try {
      turn.send(Ctap.CONFIG, request.build());
      return true;
    } finally {
      turn.card().forgetInfo();
    }
  }
}
