package dev.countersign.cli.simulated;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Invocation;
import dev.countersign.simulator.TokenDescription;
import dev.countersign.simulator.TokenDirectory;
import dev.countersign.simulator.World;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The simulated tokens below {@code COUNTERSIGN_HOME}. */
final class SimulatedTokens {
  private SimulatedTokens() {}

  /** Work with the directory of tokens. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it. */
    T apply(TokenDirectory tokens) throws IOException;
  }

  static <T> T with(Invocation invocation, String doing, Work<T> work) {
    return with(invocation, doing, World.system(), work);
  }

  static <T> T with(Invocation invocation, String doing, World world, Work<T> work) {
    try {
      return work.apply(TokenDirectory.at(invocation.simulatorHome(), world));
    } catch (NoSuchFileException e) {
      throw noSuch(e);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(
          ExitCode.FAILED,
          "there is a simulated token '%s' already".formatted(e.getFile()),
          "choose another name, or remove it with countersign simulator remove",
          e);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("" + e.getMessage(), "choose another name or number");
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "cannot %s: %s".formatted(doing, e.getMessage()),
          "end the program that uses it, or look at " + invocation.simulatorHome(),
          e);
    }
  }

  /** Where the token of that name is stored. */
  static Path directory(Invocation invocation, String name) {
    return invocation.simulatorHome().resolve(name);
  }

  private static Failure noSuch(NoSuchFileException e) {
    return new Failure(
        ExitCode.NO_SUCH_TOKEN,
        "there is no simulated token '%s'".formatted(e.getFile()),
        "see countersign simulator list, or make it with countersign simulator create",
        e);
  }

  static void write(JsonGenerator json, TokenDescription token) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", token.name());
    json.writeStringField("profile", token.profile().externalName());
    json.writeStringField("serial", Long.toString(token.serial()));
    json.writeBooleanField("simulated", true);
    json.writeEndObject();
  }
}
