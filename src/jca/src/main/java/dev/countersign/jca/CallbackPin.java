package dev.countersign.jca;

import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenException;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.ConfirmationCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;

/**
 * Asks the program's callback handler for the PIN, each time that the token wants it, and for one
 * thread after the other.
 */
final class CallbackPin implements PinEntry {
  private final CallbackHandler handler;

  CallbackPin(CallbackHandler handler) {
    this.handler = handler;
  }

  @Override
  public synchronized Secret enter(PinRequest request) {
    OptionalInt left = request.attemptsLeft().get();
    if (left.isPresent() && left.getAsInt() == 1) {
      requireConsent(request);
    }
    String tries = left.isPresent() ? ", tries left: " + left.getAsInt() : "";
    PasswordCallback question =
        new PasswordCallback(
            "%s of %s, to %s%s: "
                .formatted(request.kind().label(), request.token().get(), request.purpose(), tries),
            false);
    try {
      ask(request, question);
      char[] answer = question.getPassword();
      if (answer == null || answer.length == 0) {
        throw notGiven(request, "no " + request.kind().label() + " was entered", "enter it");
      }
      try {
        return Secret.copyOf(answer);
      } finally {
        Arrays.fill(answer, '\0');
      }
    } finally {
      question.clearPassword();
    }
  }

  private void requireConsent(PinRequest request) {
    ConfirmationCallback question =
        new ConfirmationCallback(
            "One try is left for the %s of %s. A wrong answer blocks it. Try it?"
                .formatted(request.kind().label(), request.token().get()),
            ConfirmationCallback.WARNING,
            ConfirmationCallback.YES_NO_OPTION,
            ConfirmationCallback.NO);
    ask(request, question);
    if (question.getSelectedIndex() != ConfirmationCallback.YES) {
      throw notGiven(request, "the last try was not consented to", "make sure of it and consent");
    }
  }

  private void ask(PinRequest request, Callback question) {
    try {
      handler.handle(new Callback[] {question});
    } catch (IOException | UnsupportedCallbackException e) {
      throw notGiven(
          request,
          "the callback handler did not answer %s: %s"
              .formatted(question.getClass().getSimpleName(), e.getClass().getSimpleName()),
          "use a handler that answers PasswordCallback and ConfirmationCallback");
    }
  }

  private static TokenException notGiven(PinRequest request, String message, String remedy) {
    return new TokenException.PinNotGiven(
        request.token().get(), request.purpose(), message, remedy);
  }
}
