package dev.countersign.cli.demo;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.simulator.Profile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The tour. */
@Command(
    name = "demo",
    description = {
      "A tour on a simulated token: set it up, make a key, sign a CloudFront URL, verify it; enrol"
          + " an MFA device and use a code; register a security key and sign in with it.",
      "The token is made for the tour and gone after it; nothing on this machine is changed."
    },
    footer = {"%nExample:", "  countersign demo"})
public final class DemoCommand implements Callable<Integer> {
  private final Invocation invocation;

  DemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    try (Workspace workspace = Workspace.create();
        PluggedToken token = new PluggedToken(Profile.YUBIKEY_5_7)) {
      new Tour(invocation, workspace, token).run();
      return 0;
    } catch (IOException e) {
      throw Failure.file(
          "cannot use the temporary directory", Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }
}
