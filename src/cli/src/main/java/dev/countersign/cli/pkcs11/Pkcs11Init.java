package dev.countersign.cli.pkcs11;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinFile;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.Pkcs11Modules;
import dev.countersign.host.pkcs11.TokenSetup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a token ready. */
@Command(
    name = "init",
    description = {
      "Make a token ready: give it a label, the PIN of its security officer (SO PIN) and the PIN of"
          + " its user. Meant for SoftHSM and other tokens that leave this to PKCS#11; an HSM for"
          + " production is set up with its maker's program.",
      "Without --slot the only token that is not initialised is taken. One that is initialised is"
          + " refused, unless --erase says that all keys on it are to be destroyed; then the SO PIN"
          + " is the one that is set on it. Each PIN is asked for where no file is named. Prints"
          + " the name of the token."
    },
    footer = {
      "%nExamples:",
      "  countersign pkcs11 init --module softhsm2 --label prod",
      "  countersign pkcs11 init --module /opt/hsm/lib/pkcs11.so --slot 3 --label prod \\",
      "      --so-pin-file so.pin --new-pin-file user.pin"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class Pkcs11Init implements Callable<Integer> {
  private static final String PURPOSE = "initialise the token";

  private final Invocation invocation;

  @Option(
      names = "--module",
      paramLabel = "NAME",
      required = true,
      description = "The module, by its name or the path of its file.")
  private String module;

  @Option(
      names = "--label",
      paramLabel = "LABEL",
      required = true,
      description = "What to call the token: at most 32 bytes in UTF-8.")
  private String label;

  @Option(
      names = "--slot",
      paramLabel = "NUMBER",
      description = "The slot that the token is in; countersign pkcs11 info --module lists them.")
  private @Nullable Long slot;

  @Option(
      names = "--so-pin-file",
      paramLabel = "FILE",
      description =
          "Take the SO PIN, new or set, from the first line of a file that only you can read.")
  private @Nullable Path soPinFile;

  @Option(
      names = "--new-pin-file",
      paramLabel = "FILE",
      description = "Take the new PIN of the user from the first line of such a file.")
  private @Nullable Path newPinFile;

  @Option(
      names = "--erase",
      description = "Destroy what is on a token that is initialised already.")
  private boolean erase;

  Pkcs11Init(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (label.isBlank() || label.getBytes(StandardCharsets.UTF_8).length > 32) {
      throw Failure.usage("a label has from 1 to 32 bytes in UTF-8", "choose another label");
    }
    Pkcs11Modules modules = invocation.pkcs11Modules();
    TokenSetup setup = modules.setup(modules.find(module));
    long chosen = slot == null ? freeSlot(setup) : slot;
    TokenInfo token = setup.token(chosen);
    boolean initialised = token.has(Ckf.TOKEN_INITIALIZED);
    if (initialised && !erase) {
      throw Failure.usage(
          "the token in slot %s is initialised: %s, serial number %s"
              .formatted(Long.toUnsignedString(chosen), token.label(), token.serial()),
          "choose another slot, or say with --erase that all keys on it are to be destroyed");
    }
    PinRequest.Kind officer = initialised ? PinRequest.Kind.SO_PIN : PinRequest.Kind.NEW_SO_PIN;
    try (Secret soPin = enter(officer, soPinFile, token);
        Secret pin = enter(PinRequest.Kind.NEW_USER_PIN, newPinFile, token)) {
      TokenUri uri = setup.initialise(chosen, label, soPin, pin);
      invocation.out().println(uri);
      invocation.note("%s is ready.".formatted(uri));
    }
    return 0;
  }

  private static long freeSlot(TokenSetup setup) {
    List<Long> free = setup.freeSlots();
    if (free.size() == 1) {
      return free.get(0);
    }
    String message =
        free.isEmpty()
            ? "the module has no token that is not initialised"
            : "the module has %d tokens that are not initialised, in the slots %s"
                .formatted(
                    free.size(),
                    String.join(", ", free.stream().map(Long::toUnsignedString).toList()));
    throw Failure.usage(message, "name the slot with --slot");
  }

  private Secret enter(PinRequest.Kind kind, @Nullable Path file, TokenInfo token) {
    PinEntry entry = file == null ? invocation.pinEntry() : new PinFile(file);
    // How often the officer may try, no token tells: a flag says when one try is left.
    OptionalInt left =
        kind == PinRequest.Kind.SO_PIN && token.has(Ckf.SO_PIN_FINAL_TRY)
            ? OptionalInt.of(1)
            : OptionalInt.empty();
    return entry.enter(new PinRequest(kind, new Object(), () -> label, PURPOSE, () -> left));
  }
}
