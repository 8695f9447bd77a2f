package dev.countersign.cli;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinFile;
import dev.countersign.device.PinRequest;
import dev.countersign.device.PinVariable;
import dev.countersign.device.Secret;
import java.util.Map;
import java.util.function.Supplier;

/** Takes each secret from where the options say, and asks the person for what they do not say. */
final class OptionPins implements PinEntry {
  private final GlobalOptions options;
  private final Map<String, String> environment;
  private final Supplier<PinEntry> person;

  OptionPins(GlobalOptions options, Map<String, String> environment, Supplier<PinEntry> person) {
    this.options = options;
    this.environment = environment;
    this.person = person;
  }

  @Override
  public Secret enter(PinRequest request) {
    return entry(request.kind()).enter(request);
  }

  @Override
  public void accepted(PinRequest request) {
    entry(request.kind()).accepted(request);
  }

  @Override
  public void rejected(PinRequest request) {
    entry(request.kind()).rejected(request);
  }

  private PinEntry entry(PinRequest.Kind kind) {
    switch (kind) {
      case PIN -> {
        if (options.pinFile != null) {
          return new PinFile(options.pinFile, options.lastAttempt);
        } else if (options.pinVariable != null) {
          return new PinVariable(options.pinVariable, environment, options.lastAttempt);
        }
      }
      case PUK -> {
        if (options.pukFile != null) {
          return new PinFile(options.pukFile, options.lastAttempt);
        }
      }
      case MANAGEMENT_KEY -> {
        if (options.managementKeyFile != null) {
          return new PinFile(options.managementKeyFile, options.lastAttempt);
        }
      }
      case PASSWORD -> {
        if (options.passwordFile != null) {
          return new PinFile(options.passwordFile, options.lastAttempt);
        } else if (options.passwordVariable != null) {
          return new PinVariable(options.passwordVariable, environment, options.lastAttempt);
        }
      }
      case NEW_PIN, NEW_PUK, NEW_PASSWORD, SO_PIN, NEW_SO_PIN, NEW_USER_PIN -> {
        // always the person: the commands that set them have options of their own
      }
    }
    return person.get();
  }
}
