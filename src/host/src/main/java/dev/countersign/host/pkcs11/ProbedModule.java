package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.Cryptoki;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.ModuleLoadException;
import java.io.DataInputStream;
import java.io.IOException;

/**
 * The process that {@link ProbeProcess} starts: loads one module and starts it. Uses nothing that
 * lies elsewhere than this class and JNA.
 */
final class ProbedModule {
  static final int STARTED = 0;

  /** It could not be loaded or did not want to start, and said so. */
  static final int REFUSED = 3;

  /** The module was not touched. */
  static final int NOT_TRIED = 4;

  private ProbedModule() {}

  /** Reads from standard input which module. */
  public static void main(String[] arguments) {
    String library;
    String functionList;
    String reserved;
    try (DataInputStream in = new DataInputStream(System.in)) {
      library = in.readUTF();
      functionList = in.readUTF();
      reserved = in.readUTF();
    } catch (IOException e) {
      Runtime.getRuntime().halt(NOT_TRIED);
      return;
    }
    // Ended hard: what a module does when a process ends is of no interest.
    Runtime.getRuntime().halt(start(library, functionList, reserved));
  }

  private static int start(String library, String functionList, String reserved) {
    try {
      Cryptoki module = Cryptoki.load(library, functionList);
      try {
        module.initialize(true, reserved.isEmpty() ? null : reserved);
      } catch (CryptokiException e) {
        if (!e.is(Ckr.CKR_CANT_LOCK, Ckr.CKR_NEED_TO_CREATE_THREADS)) {
          return REFUSED;
        }
        module.initialize(false, reserved.isEmpty() ? null : reserved);
      }
      module.info();
      return STARTED;
    } catch (ModuleLoadException | CryptokiException e) {
      return REFUSED;
    } catch (LinkageError e) {
      return NOT_TRIED;
    }
  }
}
