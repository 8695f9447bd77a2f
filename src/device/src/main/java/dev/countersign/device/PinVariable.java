package dev.countersign.device;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An environment variable. The environment of a process can be read by other processes of the same
 * user, and is inherited: a {@link PinFile} is the better place.
 */
public final class PinVariable implements PinEntry {
  private final String name;
  private final Map<String, String> environment;
  private final boolean lastAttemptAllowed;

  /**
   * Reads a variable.
   *
   * @param name the variable
   * @param environment where to look: {@link System#getenv()}
   * @param lastAttemptAllowed whether it may be used for the last try
   */
  public PinVariable(String name, Map<String, String> environment, boolean lastAttemptAllowed) {
    this.name = name;
    this.environment = environment;
    this.lastAttemptAllowed = lastAttemptAllowed;
  }

  @Override
  public Secret enter(PinRequest request) {
    UnattendedPin.guard(request, lastAttemptAllowed);
    @Nullable String value = environment.get(name);
    byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
    try {
      return UnattendedPin.secret(request, bytes, "the variable " + name);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "PinVariable[" + name + "]";
  }
}
