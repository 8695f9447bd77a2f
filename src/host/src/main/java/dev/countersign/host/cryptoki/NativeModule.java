package dev.countersign.host.cryptoki;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.SymbolProvider;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Loads modules and binds their functions. */
final class NativeModule {
  /** The first module is bound to the class itself, which costs a short run nothing. */
  private static final AtomicBoolean FIRST = new AtomicBoolean(true);

  private static final int RTLD_LAZY = 1;

  private NativeModule() {}

  /** What was loaded. */
  record Loaded(Functions functions, FunctionList list) {}

  /**
   * Loads a module. Nothing of it is called but what hands out its table.
   *
   * @param file its path, or a name that the system's loader finds
   * @param functionList the name of the function that hands out the table
   */
  static Loaded load(String file, String functionList, Layout layout) throws ModuleLoadException {
    NativeLibrary library = open(file);
    FunctionList list = list(library, functionList);
    SymbolProvider table = (handle, name, parent) -> required(list, name, layout);
    Map<String, Object> options = new HashMap<>(apart());
    options.put(Library.OPTION_SYMBOL_PROVIDER, table);
    NativeLibrary bound = NativeLibrary.getInstance(file, options);
    return new Loaded(bind(bound), list);
  }

  private static NativeLibrary open(String file) throws ModuleLoadException {
    try {
      return NativeLibrary.getInstance(file, apart());
    } catch (UnsatisfiedLinkError e) {
      throw new ModuleLoadException(reason(e), e);
    }
  }

  /**
   * What keeps the names of one module from another: all of them export the same functions, and one
   * that was loaded for everybody would have its functions called by those that come after it.
   */
  private static Map<String, ?> apart() {
    int local = Platform.isMac() ? 4 : 0;
    return Platform.isWindows() ? Map.of() : Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY | local);
  }

  /** What the system's loader said, without the tries of JNA in between. */
  private static String reason(UnsatisfiedLinkError e) {
    String message = "" + e.getMessage();
    String first = message.lines().findFirst().orElse(message);
    return "the system's loader says: " + first;
  }

  private static long required(FunctionList list, String name, Layout layout) {
    long address = list.address(name, layout);
    if (address == 0) {
      throw new UnsatisfiedLinkError("its table lacks " + name);
    }
    return address;
  }

  // [PKCS11-BASE] 5.4.4 C_GetFunctionList, [PKCS11-3.0] 5.4.5 C_GetInterface
  private static FunctionList list(NativeLibrary library, String functionList)
      throws ModuleLoadException {
    PointerByReference table = new PointerByReference();
    try {
      Function give = library.getFunction(functionList);
      requireOk(functionList, give.invokeLong(new Object[] {table}));
      return checked(FunctionList.at(required(table.getValue())));
    } catch (UnsatisfiedLinkError noSuchFunction) {
      return ofInterface(library, functionList, noSuchFunction);
    }
  }

  /** A module of version 3 may have the newer way alone. */
  private static FunctionList ofInterface(
      NativeLibrary library, String functionList, UnsatisfiedLinkError noSuchFunction)
      throws ModuleLoadException {
    PointerByReference result = new PointerByReference();
    try {
      Function give = library.getFunction("C_GetInterface");
      requireOk("C_GetInterface", give.invokeLong(new Object[] {null, null, result, 0L}));
    } catch (UnsatisfiedLinkError neither) {
      throw new ModuleLoadException(
          "it is no PKCS#11 module: it has no function " + functionList, noSuchFunction);
    }
    Pointer table = required(result.getValue()).getPointer(Layout.POINTER_BYTES);
    return checked(FunctionList.at(required(table)));
  }

  private static Pointer required(Pointer table) throws ModuleLoadException {
    if (table == null) {
      throw new ModuleLoadException("it handed out no table of functions");
    }
    return table;
  }

  private static FunctionList checked(FunctionList list) throws ModuleLoadException {
    if (list.major() != 2 && list.major() != 3) {
      throw new ModuleLoadException(
          "its interface is of version %d.%d, and 2.x and 3.x are known"
              .formatted(list.major(), list.minor()));
    }
    return list;
  }

  private static void requireOk(String function, long value) throws ModuleLoadException {
    if ((value & 0xFFFFFFFFL) != 0) {
      throw new ModuleLoadException(function + " returned " + Ckr.name(value & 0xFFFFFFFFL));
    }
  }

  private static Functions bind(NativeLibrary bound) throws ModuleLoadException {
    try {
      if (FIRST.getAndSet(false)) {
        Native.register(NativeFunctions.class, bound);
        return new NativeFunctions();
      }
      Class<?> copy = copy();
      Native.register(copy, bound);
      return (Functions) copy.getDeclaredConstructor().newInstance();
    } catch (UnsatisfiedLinkError e) {
      throw new ModuleLoadException("" + e.getMessage(), e);
    } catch (ReflectiveOperationException | IOException e) {
      throw new ModuleLoadException("its functions cannot be bound: " + e, e);
    }
  }

  private static Class<?> copy() throws IOException, IllegalAccessException {
    String name = NativeFunctions.class.getSimpleName() + ".class";
    try (InputStream source = NativeFunctions.class.getResourceAsStream(name)) {
      if (source == null) {
        throw new IOException(name + " is missing");
      }
      return MethodHandles.lookup().defineHiddenClass(source.readAllBytes(), true).lookupClass();
    }
  }
}
