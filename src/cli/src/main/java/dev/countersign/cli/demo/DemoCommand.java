package dev.countersign.cli.demo;

import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The tour. */
@Command(
    name = "demo",
    description = {
      "A tour on a simulated token: set it up, make a key, sign a CloudFront URL, verify it; enrol"
          + " an MFA device and use a code.",
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
        VirtualToken token = VirtualToken.builder(Profile.YUBIKEY_5_7).build()) {
      SimulatedReaders readers = new SimulatedReaders();
      readers.insert(token);
      new Tour(invocation, workspace, readers).run();
      return 0;
    } catch (IOException e) {
      throw Failure.file(
          "cannot use the temporary directory", Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }
}
