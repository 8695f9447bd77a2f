package dev.countersign.host.pkcs11;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import dev.countersign.device.PinEntry;
import dev.countersign.device.Secret;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A module in front of SoftHSM that counts calls and misbehaves as it is told: {@code
 * src/test/c/shim.c}, built here. Each is a module of its own, with the same tokens.
 */
final class Shim {
  private final Path file;
  private final NativeLibrary library;

  /**
   * Builds one and loads it.
   *
   * @param name of its file
   * @param options of the compiler
   */
  Shim(String name, String... options) {
    SoftHsm.environment(); // writes what SoftHSM reads when it starts
    Path folder = Path.of("target", "shim").toAbsolutePath();
    file = folder.resolve(name + ".so");
    List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-O2", "-Wall"));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-DREAL=\"" + SoftHsm.library() + "\"", "-o", file.toString(), "src/test/c/shim.c"));
    command.addAll(List.of("-ldl", "-lpthread"));
    try {
      Files.createDirectories(folder);
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + " failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    library = NativeLibrary.getInstance(file.toString());
  }

  ModuleConfiguration module() {
    return ModuleConfiguration.of("shim", file.toString(), "a test");
  }

  /** The module with so many sessions at most. */
  ModuleConfiguration module(int sessions) {
    ModuleConfiguration usual = module();
    return new ModuleConfiguration(
        usual.name(),
        usual.library(),
        usual.functionList(),
        usual.slot(),
        usual.slotListIndex(),
        usual.initialisation(),
        usual.enabledMechanisms(),
        usual.disabledMechanisms(),
        usual.templates(),
        OptionalInt.of(sessions),
        usual.origin());
  }

  Tokens tokens() {
    return tokens(right());
  }

  Tokens tokens(PinEntry pins) {
    return tokens(module(), pins);
  }

  static Tokens tokens(ModuleConfiguration module, PinEntry pins) {
    return Tokens.builder()
        .source(new Pkcs11Source(() -> List.of(module), List::of))
        .pinEntry(pins)
        .open();
  }

  static PinEntry right() {
    return request -> Secret.copyOf(SoftHsm.PIN.toCharArray());
  }

  private Function function(String name) {
    return library.getFunction(name);
  }

  /** The next calls of a function fail. */
  void fails(String function, int times, Ckr code) {
    fails(function, 0, times, code.value(), false);
  }

  /**
   * Calls of a function fail.
   *
   * @param good how many are still good
   * @param times how many fail then
   * @param done whether they do their work all the same
   */
  void fails(String function, int good, int times, long code, boolean done) {
    function("tell_fault")
        .invokeVoid(new Object[] {function, (long) good, (long) times, code, done ? 1 : 0});
  }

  /** No more faults; counts begin anew. */
  void behave() {
    function("tell_nothing").invokeVoid(new Object[0]);
  }

  /** The next call of a function waits for {@link #release}. */
  void hold(String function) {
    function("tell_hold").invokeVoid(new Object[] {function});
  }

  /** Waits until a call waits. */
  void awaitHeld() {
    function("await_held").invokeVoid(new Object[0]);
  }

  void release() {
    function("tell_release").invokeVoid(new Object[0]);
  }

  /** Closes all sessions behind everyone's back. */
  void drop() {
    function("tell_drop").invokeVoid(new Object[0]);
  }

  /**
   * Limits sessions.
   *
   * @param most how many there are
   * @param told how many the token says; -2 when it does not say
   */
  void limit(long most, long told) {
    function("tell_limit").invokeVoid(new Object[] {most, told});
  }

  void moveSlots(long by) {
    function("tell_moved").invokeVoid(new Object[] {by});
  }

  void hide(boolean whether) {
    function("tell_hidden").invokeVoid(new Object[] {whether ? 1 : 0});
  }

  /** Flags of CK_TOKEN_INFO that are set, and not. */
  void flags(long set, long cleared) {
    function("tell_flags").invokeVoid(new Object[] {set, cleared});
  }

  /** The token has a PIN pad, on which somebody types that. */
  void pinPad(String pin) {
    function("tell_pad").invokeVoid(new Object[] {pin});
  }

  /** Ends the module, as another library in this process may. */
  void finalizeModule() {
    function("tell_finalize").invokeLong(new Object[0]);
  }

  long calls(String function) {
    return function("ask_calls").invokeLong(new Object[] {function});
  }

  long sessions() {
    return function("ask_sessions").invokeLong(new Object[0]);
  }

  long mostSessions() {
    return function("ask_most_sessions").invokeLong(new Object[0]);
  }

  /** The most calls that were under way at a time. */
  long mostInside() {
    return function("ask_most_inside").invokeLong(new Object[0]);
  }
}
