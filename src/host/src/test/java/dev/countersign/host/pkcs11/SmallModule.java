package dev.countersign.host.pkcs11;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Builds modules that behave badly, with the C compiler of this machine. */
final class SmallModule {
  private static final Path COMPILER = Path.of("/usr/bin/gcc");

  private SmallModule() {}

  /**
   * Builds one.
   *
   * @param start what C_Initialize does, in C
   * @param options more options for the compiler
   */
  static Path build(Path file, String start, String... options) throws Exception {
    try (InputStream source = SmallModule.class.getResourceAsStream("small-module.c")) {
      List<String> all = new ArrayList<>(List.of("-DSTART=" + start));
      all.addAll(List.of(options));
      return compile(file, source.readAllBytes(), all);
    }
  }

  /** Builds any library. */
  static Path compile(Path file, byte[] source, List<String> options) throws Exception {
    if (!Files.isExecutable(COMPILER)) {
      if (System.getenv("CI") != null) {
        throw new IllegalStateException("the tests need gcc (Debian: apt-get install gcc)");
      }
      throw new TestAbortedException("needs gcc (Debian: apt-get install gcc libc6-dev)");
    }
    List<String> command = new ArrayList<>(List.of(COMPILER.toString(), "-shared", "-fPIC"));
    command.addAll(options);
    command.addAll(List.of("-o", file.toString(), "-x", "c", "-"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(source);
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    return file;
  }
}
