package dev.countersign.cli.demo;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.simulator.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The tour with a security key alone. */
@Command(
    name = "demo",
    description = {
      "A tour on a simulated security key, with a site that registers it and lets it sign in.",
      "Both ends run in this program; nothing on this machine is changed."
    },
    footer = {"%nExample:", "  countersign fido demo"})
public final class FidoDemoCommand implements Callable<Integer> {
  private final Invocation invocation;

  FidoDemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (Workspace workspace = Workspace.create();
        PluggedToken token = new PluggedToken(Profile.SECURITY_KEY)) {
      new Tour(invocation, workspace, token).runSecurityKey();
      return 0;
    } catch (IOException e) {
      throw Failure.file(
          "cannot use the temporary directory", Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }
}
