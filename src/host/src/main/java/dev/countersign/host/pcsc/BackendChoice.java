package dev.countersign.host.pcsc;

import dev.countersign.wire.ChannelException;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.function.Supplier;
import javax.smartcardio.TerminalFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which library speaks to the service, and why.
 *
 * @param backend the library
 * @param reason why this one, for a person
 */
record BackendChoice(Backend backend, String reason) {
  /** System property that forces a library; goes before the variable. */
  static final String PROPERTY = "countersign.pcsc";

  /** Environment variable that forces a library: {@code jna} or {@code sun}. */
  static final String VARIABLE = "COUNTERSIGN_PCSC";

  /** Chooses by property, variable and what can be loaded. */
  static BackendChoice make() throws ChannelException {
    @Nullable String property = System.getProperty(PROPERTY);
    @Nullable String variable = System.getenv(VARIABLE);
    if (property != null && !property.isBlank()) {
      return forced(property, "the system property " + PROPERTY);
    }
    if (variable != null && !variable.isBlank()) {
      return forced(variable, "the variable " + VARIABLE);
    }
    return preferred(JnaBackend::new);
  }

  /** The first that can be loaded. */
  static BackendChoice preferred(Supplier<Backend> jna) throws ChannelException {
    try {
      return new BackendChoice(jna.get(), "it survives a restart of the service");
    } catch (LinkageError e) {
      return sun("jnasmartcardio cannot be loaded (%s)".formatted(e.getMessage()));
    }
  }

  private static BackendChoice forced(String wanted, String where) throws ChannelException {
    String because = where + " asks for it";
    return switch (wanted.strip().toLowerCase(Locale.ROOT)) {
      case "jna" -> jna(where, because);
      case "sun" -> sun(because);
      default ->
          throw new ChannelException(
              ChannelException.Kind.SERVICE,
              "%s is \"%s\"; it can be jna or sun".formatted(where, wanted));
    };
  }

  private static BackendChoice jna(String where, String reason) throws ChannelException {
    try {
      return new BackendChoice(new JnaBackend(), reason);
    } catch (LinkageError e) {
      throw new ChannelException(
          ChannelException.Kind.SERVICE,
          "%s asks for jnasmartcardio, which cannot be loaded: %s".formatted(where, e.getMessage()),
          e);
    }
  }

  private static BackendChoice sun(String reason) throws ChannelException {
    try {
      return new BackendChoice(
          new SmartcardioBackend(TerminalFactory.getInstance("PC/SC", null)), reason);
    } catch (NoSuchAlgorithmException e) {
      throw new ChannelException(
          ChannelException.Kind.SERVICE,
          "the JDK's PC/SC provider cannot be used: " + deepest(e) + "; " + reason,
          e);
    }
  }

  private static String deepest(Throwable thrown) {
    Throwable link = thrown;
    for (int depth = 0; depth < 8 && link.getCause() != null; depth++) {
      link = link.getCause();
    }
    return "" + link.getMessage();
  }
}
