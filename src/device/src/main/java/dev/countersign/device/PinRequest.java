package dev.countersign.device;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * What a {@link PinEntry} is asked for. Token name and tries left are read from the token only when
 * the entry asks for them.
 *
 * @param kind which secret
 * @param attachment stands for this token for as long as it stays plugged in, compared by identity
 * @param token the name of the token
 * @param purpose what it is for, to follow "to": {@code sign with piv:serial=12345678;slot=9c}
 * @param attemptsLeft wrong tries left; empty when the token does not say
 */
public record PinRequest(
    Kind kind,
    Object attachment,
    Supplier<String> token,
    String purpose,
    Supplier<OptionalInt> attemptsLeft) {

  /** Which secret. */
  public enum Kind {
    /** The PIN. */
    PIN("PIN"),
    /** The unblocking code. */
    PUK("PUK"),
    /** A PIN to be set; an interactive entry asks for it twice. */
    NEW_PIN("new PIN"),
    /** A PUK to be set; an interactive entry asks for it twice. */
    NEW_PUK("new PUK"),
    /** The management key: raw bytes in the secret; people and files give hexadecimal. */
    MANAGEMENT_KEY("management key"),
    /** The password of an application for codes: any text, without a count of tries. */
    PASSWORD("password"),
    /** A password to be set; an interactive entry asks for it twice. */
    NEW_PASSWORD("new password"),
    /** The PIN of a PKCS#11 token's security officer. */
    SO_PIN("SO PIN"),
    /** Such a PIN to be set; an interactive entry asks for it twice. */
    NEW_SO_PIN("new SO PIN"),
    /**
     * The PIN of a PKCS#11 token's user or of a security key to be set, whose length the token
     * judges; an interactive entry asks for it twice.
     */
    NEW_USER_PIN("new PIN");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The words for a person: {@code new PIN}. */
    public String label() {
      return label;
    }

    /** The option by which the command takes it from a file, for remedies: {@code --pin-file}. */
    public String fileOption() {
      return "--" + label.toLowerCase(Locale.ROOT).replace(' ', '-') + "-file";
    }
  }

  /**
   * Whether a wrong answer blocks the secret. An interactive entry asks for explicit consent first;
   * any other refuses unless it was told beforehand that this is wanted. Talks to the token.
   */
  public boolean lastAttempt() {
    OptionalInt left = attemptsLeft.get();
    return left.isPresent() && left.getAsInt() == 1;
  }

  /** The same request with other words for what it is for. */
  public PinRequest withPurpose(String other) {
    return new PinRequest(kind, attachment, token, other, attemptsLeft);
  }
}
