package dev.countersign.cli.simulated;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Parameters;

/** What the orders to a token that is served in another terminal have in common. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class ServedTokenCommand implements Callable<Integer> {
  private final Invocation invocation;
  private final String order;

  @Parameters(paramLabel = "NAME", description = "The token.")
  private String name;

  ServedTokenCommand(Invocation invocation, String order) {
    this.invocation = invocation;
    this.order = order;
  }

  @Override
  public Integer call() {
    SimulatedTokens.with(invocation, "find the simulated token", tokens -> tokens.describe(name));
    ControlReply reply;
    try {
      reply = ControlSocket.send(SimulatedTokens.directory(invocation, name), order);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "nobody serves the simulated token '%s'".formatted(name),
          "serve it in another terminal: countersign simulator serve " + name,
          e);
    }
    reply
        .remedy()
        .ifPresent(
            remedy -> {
              throw new Failure(ExitCode.FAILED, reply.message(), remedy);
            });
    invocation.note(reply.message() + ".");
    return 0;
  }
}
