package dev.countersign.host.cryptoki;

import dev.countersign.host.cryptoki.Structures.MechanismInfo;
import dev.countersign.host.cryptoki.Structures.ModuleInfo;
import dev.countersign.host.cryptoki.Structures.Reader;
import dev.countersign.host.cryptoki.Structures.SlotInfo;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One PKCS#11 module in this process: its slots and tokens, and how sessions begin ([PKCS11-BASE]
 * 5.4 to 5.6). Every function that returns something else than CKR_OK throws a {@link
 * CryptokiException}; nothing is tried again here.
 *
 * <p>Safe for threads once {@link #initialize} returned.
 */
public final class Cryptoki {
  private static final int VERSION_BYTES = 2;
  private static final int PAD_BYTES = 16; // more than the gaps that a compiler leaves
  private static final int LABEL_BYTES = 32;
  private static final int TRIES = 8; // while a list grows as it is read

  private volatile Functions functions;
  private final Layout layout;
  private final int major;
  private final int minor;

  private Cryptoki(Functions functions, Layout layout, int major, int minor) {
    this.functions = functions;
    this.layout = layout;
    this.major = major;
    this.minor = minor;
  }

  /**
   * Loads a module, once for each file: the same file loaded again is the same memory.
   *
   * @param file its path, or a name that the system's loader finds
   * @throws ModuleLoadException when it cannot be loaded or is no module
   */
  public static Cryptoki load(String file) throws ModuleLoadException {
    return load(file, "C_GetFunctionList");
  }

  /**
   * Loads a module that hands out its table by a function of another name.
   *
   * @throws ModuleLoadException when it cannot be loaded or is no module
   */
  public static Cryptoki load(String file, String functionList) throws ModuleLoadException {
    Layout layout = Layout.ofPlatform();
    NativeModule.Loaded loaded = NativeModule.load(file, functionList, layout);
    return new Cryptoki(loaded.functions(), layout, loaded.list().major(), loaded.list().minor());
  }

  /** The version of the interface: {@code 2.40}. */
  public String version() {
    return major + "." + minor;
  }

  Functions functions() {
    return functions;
  }

  Layout layout() {
    return layout;
  }

  void check(String function, long value) {
    long code = layout.mask(value);
    if (code != 0) {
      throw new CryptokiException(function, code);
    }
  }

  /**
   * C_Initialize.
   *
   * @param threads whether the module is asked to lock by the means of the operating system, so
   *     that many threads may use it; without, its functions are called one at a time from now on
   * @param reserved what only NSS takes: its parameters
   */
  public void initialize(boolean threads, @Nullable String reserved) {
    Scratch scratch = new Scratch(layout);
    long arguments = 0;
    if (threads || reserved != null) {
      long text =
          reserved == null ? 0 : scratch.put((reserved + '\0').getBytes(StandardCharsets.UTF_8));
      int functionBytes = 4 * Layout.POINTER_BYTES;
      arguments = scratch.allocate(functionBytes + layout.ulongBytes() + Layout.POINTER_BYTES);
      scratch.setUlong(arguments + functionBytes, threads ? Ckf.OS_LOCKING_OK : 0);
      scratch.setPointer(arguments + functionBytes + layout.ulongBytes(), text);
    }
    if (!threads) {
      functions = OneAtATime.of(functions);
    }
    check("C_Initialize", functions.C_Initialize(arguments));
  }

  /** C_Finalize: ends all sessions of this process. */
  public void finish() {
    check("C_Finalize", functions.C_Finalize(0));
  }

  /** C_GetInfo. */
  public ModuleInfo info() {
    Scratch scratch = new Scratch(layout);
    long address = scratch.allocate(2 * VERSION_BYTES + 64 + layout.ulongBytes() + PAD_BYTES);
    check("C_GetInfo", functions.C_GetInfo(address));
    Reader reader = new Reader(scratch, address);
    String cryptoki = reader.version();
    String manufacturer = reader.text(32);
    reader.ulong();
    return new ModuleInfo(cryptoki, manufacturer, reader.text(32), reader.version());
  }

  /** C_GetSlotList, of those with a token or of all. */
  public long[] slots(boolean withToken) {
    Scratch scratch = new Scratch(layout);
    byte present = (byte) (withToken ? 1 : 0);
    return list(
        scratch, "C_GetSlotList", (array, count) -> functions.C_GetSlotList(present, array, count));
  }

  /** C_GetMechanismList. */
  public long[] mechanisms(long slot) {
    Scratch scratch = new Scratch(layout);
    return list(
        scratch,
        "C_GetMechanismList",
        (array, count) -> functions.C_GetMechanismList(slot, array, count));
  }

  @FunctionalInterface
  private interface Listing {
    long call(long array, long count);
  }

  private long[] list(Scratch scratch, String function, Listing listing) {
    for (int tries = 0; ; tries++) {
      long count = scratch.putUlong(0);
      check(function, listing.call(0, count));
      int room = limited(function, scratch.ulong(count));
      if (room == 0) {
        return new long[0];
      }
      long array = scratch.allocate(room * layout.ulongBytes());
      scratch.setUlong(count, room);
      long value = layout.mask(listing.call(array, count));
      if (value == Ckr.CKR_BUFFER_TOO_SMALL.value() && tries < TRIES) {
        continue;
      }
      check(function, value);
      int found = Math.min(room, limited(function, scratch.ulong(count)));
      return LongStream.range(0, found)
          .map(i -> scratch.ulong(array + i * layout.ulongBytes()))
          .toArray();
    }
  }

  /** A count that a module told, before memory is set aside for it. */
  private static int limited(String function, long count) {
    if (count < 0 || count > 0xFFFF) {
      throw new CryptokiException(function, Ckr.CKR_GENERAL_ERROR.value());
    }
    return (int) count;
  }

  /** C_GetSlotInfo. */
  public SlotInfo slotInfo(long slot) {
    Scratch scratch = new Scratch(layout);
    long address = scratch.allocate(96 + layout.ulongBytes() + 2 * VERSION_BYTES + PAD_BYTES);
    check("C_GetSlotInfo", functions.C_GetSlotInfo(slot, address));
    Reader reader = new Reader(scratch, address);
    return new SlotInfo(reader.text(64), reader.text(32), reader.ulong());
  }

  /** C_GetTokenInfo. */
  public TokenInfo tokenInfo(long slot) {
    Scratch scratch = new Scratch(layout);
    long address =
        scratch.allocate(96 + 11 * layout.ulongBytes() + 2 * VERSION_BYTES + 16 + PAD_BYTES);
    check("C_GetTokenInfo", functions.C_GetTokenInfo(slot, address));
    Reader reader = new Reader(scratch, address);
    String label = reader.text(32);
    String manufacturer = reader.text(32);
    String model = reader.text(16);
    String serial = reader.text(16);
    long flags = reader.ulong();
    long maxSessions = reader.limit();
    reader.ulong(); // sessions that are open
    long maxWritingSessions = reader.limit();
    reader.ulong(); // those of them that may write
    long maxPin = reader.ulong();
    long minPin = reader.ulong();
    for (int memory = 0; memory < 4; memory++) {
      reader.ulong();
    }
    return new TokenInfo(
        label,
        manufacturer,
        model,
        serial,
        flags,
        maxSessions,
        maxWritingSessions,
        minPin,
        maxPin,
        reader.version(),
        reader.version());
  }

  /** C_GetMechanismInfo. */
  public MechanismInfo mechanismInfo(long slot, long type) {
    Scratch scratch = new Scratch(layout);
    long address = scratch.allocate(3 * layout.ulongBytes());
    check("C_GetMechanismInfo", functions.C_GetMechanismInfo(slot, type, address));
    Reader reader = new Reader(scratch, address);
    return new MechanismInfo(reader.ulong(), reader.ulong(), reader.ulong());
  }

  /**
   * C_InitToken: everything on the token is gone.
   *
   * @param pin the PIN of the security officer; still the caller's to wipe
   * @param label at most 32 bytes in UTF-8
   */
  public void initToken(long slot, byte[] pin, String label) {
    byte[] name = label.getBytes(StandardCharsets.UTF_8);
    if (name.length > LABEL_BYTES) {
      throw new IllegalArgumentException("a label has at most 32 bytes");
    }
    byte[] padded = new byte[LABEL_BYTES];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(name, 0, padded, 0, name.length);
    Scratch scratch = new Scratch(layout);
    try {
      long secret = scratch.put(pin);
      check("C_InitToken", functions.C_InitToken(slot, secret, pin.length, scratch.put(padded)));
    } finally {
      scratch.clear();
    }
  }

  /** C_OpenSession. */
  public CryptokiSession open(long slot, boolean writing) {
    Scratch scratch = new Scratch(layout);
    long handle = scratch.putUlong(0);
    long flags = Ckf.SERIAL_SESSION | (writing ? Ckf.RW_SESSION : 0);
    check("C_OpenSession", functions.C_OpenSession(slot, flags, 0, 0, handle));
    long session = scratch.ulong(handle);
    scratch.clear();
    return new CryptokiSession(this, session, scratch);
  }
}
