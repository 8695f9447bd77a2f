package dev.countersign.host.cryptoki;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One session with a token ([PKCS11-BASE] 5.6 to 5.14), for one thread at a time. Every function
 * that returns something else than CKR_OK throws a {@link CryptokiException}; nothing is tried
 * again here.
 */
public final class CryptokiSession {
  /** Who logs in ([PKCS11-BASE] 3.3). */
  public enum User {
    /** The security officer. */
    SO(0),
    /** The user. */
    USER(1),
    /** The user, for one use of a key that wants the PIN each time. */
    CONTEXT_SPECIFIC(2);

    private final long value;

    User(long value) {
      this.value = value;
    }
  }

  private static final int RESULT_BYTES = 1024; // more than the longest signature of an RSA key
  private static final int HANDLES = 512; // asked for at once
  private static final int MAX_VALUE_BYTES = 1 << 20;

  private final Cryptoki module;
  private final Functions functions;
  private final Layout layout;
  private final long handle;
  private final Scratch scratch;

  CryptokiSession(Cryptoki module, long handle, Scratch scratch) {
    this.module = module;
    this.functions = module.functions();
    this.layout = module.layout();
    this.handle = handle;
    this.scratch = scratch;
  }

  /** C_CloseSession. */
  public void close() {
    module.check("C_CloseSession", functions.C_CloseSession(handle));
  }

  /** C_CloseSession, of one that may be dead already. */
  public void closeQuietly() {
    functions.C_CloseSession(handle);
  }

  /** C_GetSessionInfo: its state, {@code CKS_*}. */
  public long state() {
    try {
      long info = scratch.allocate(4 * layout.ulongBytes());
      module.check("C_GetSessionInfo", functions.C_GetSessionInfo(handle, info));
      return scratch.ulong(info + layout.ulongBytes());
    } finally {
      scratch.clear();
    }
  }

  /**
   * C_Login.
   *
   * @param pin still the caller's to wipe; null where the token takes it by itself
   */
  public void login(User user, byte @Nullable [] pin) {
    try {
      long address = pin == null ? 0 : data(pin);
      module.check(
          "C_Login", functions.C_Login(handle, user.value, address, pin == null ? 0 : pin.length));
    } finally {
      scratch.clear();
    }
  }

  /** C_Logout. */
  public void logout() {
    module.check("C_Logout", functions.C_Logout(handle));
  }

  /** C_InitPIN, by the security officer; the PIN is still the caller's to wipe. */
  public void initPin(byte[] pin) {
    try {
      module.check("C_InitPIN", functions.C_InitPIN(handle, scratch.put(pin), pin.length));
    } finally {
      scratch.clear();
    }
  }

  /** C_CreateObject: its handle. */
  public long create(List<Attribute> template) {
    try {
      long object = scratch.putUlong(0);
      module.check(
          "C_CreateObject",
          functions.C_CreateObject(handle, scratch.put(template), template.size(), object));
      return scratch.ulong(object);
    } finally {
      scratch.clear();
    }
  }

  /** C_DestroyObject. */
  public void destroy(long object) {
    module.check("C_DestroyObject", functions.C_DestroyObject(handle, object));
  }

  /**
   * C_FindObjectsInit, C_FindObjects and C_FindObjectsFinal: the handles of objects that have these
   * attributes.
   *
   * @param maximum how many at most
   */
  public long[] find(List<Attribute> template, int maximum) {
    try {
      module.check(
          "C_FindObjectsInit",
          functions.C_FindObjectsInit(handle, scratch.put(template), template.size()));
      boolean good = false;
      try {
        long[] found = found(maximum);
        good = true;
        return found;
      } finally {
        long ended = functions.C_FindObjectsFinal(handle);
        // What was found is right, whatever this returns; the session is, only if it is 0. After a
        // failure the search may be over already, and the failure is what says why.
        if (good) {
          module.check("C_FindObjectsFinal", ended);
        }
      }
    } finally {
      scratch.clear();
    }
  }

  private long[] found(int maximum) {
    int room = Math.min(HANDLES, maximum);
    long array = scratch.allocate(room * layout.ulongBytes());
    long count = scratch.putUlong(0);
    long[] handles = new long[room];
    int length = 0;
    while (length < maximum) {
      int wanted = Math.min(room, maximum - length);
      module.check("C_FindObjects", functions.C_FindObjects(handle, array, wanted, count));
      int found = (int) Math.min(wanted, scratch.ulong(count));
      if (found == 0) {
        break;
      }
      if (length + found > handles.length) {
        handles = Arrays.copyOf(handles, Math.max(length + found, 2 * handles.length));
      }
      for (int i = 0; i < found; i++) {
        handles[length++] = scratch.ulong(array + (long) i * layout.ulongBytes());
      }
    }
    return Arrays.copyOf(handles, length);
  }

  /**
   * C_GetAttributeValue, twice: for the lengths and for the values. What the token keeps back or
   * does not know is absent.
   *
   * @param types which: of {@link Cka}
   */
  public Attributes attributes(long object, long... types) {
    try {
      int triple = layout.tripleBytes();
      long array = scratch.allocate(types.length * triple);
      for (int i = 0; i < types.length; i++) {
        scratch.setTriple(array + (long) i * triple, types[i], 0, 0);
      }
      checkAttributes(functions.C_GetAttributeValue(handle, object, array, types.length));
      List<Integer> told = new ArrayList<>();
      int[] lengths = new int[types.length];
      for (int i = 0; i < types.length; i++) {
        long length = length(array + (long) i * triple);
        if (length != layout.unavailable() && length >= 0 && length <= MAX_VALUE_BYTES) {
          lengths[i] = (int) length;
          told.add(i);
        }
      }
      return values(object, types, lengths, told);
    } finally {
      scratch.clear();
    }
  }

  private long length(long entry) {
    return scratch.ulong(entry + layout.ulongBytes() + Layout.POINTER_BYTES);
  }

  private Attributes values(long object, long[] types, int[] lengths, List<Integer> told) {
    int triple = layout.tripleBytes();
    long array = scratch.allocate(told.size() * triple);
    long[] places = new long[told.size()];
    for (int n = 0; n < told.size(); n++) {
      int i = told.get(n);
      places[n] = scratch.allocate(Math.max(1, lengths[i]));
      scratch.setTriple(array + (long) n * triple, types[i], places[n], lengths[i]);
    }
    Map<Long, byte[]> values = new HashMap<>();
    if (!told.isEmpty()) {
      checkAttributes(functions.C_GetAttributeValue(handle, object, array, told.size()));
    }
    for (int n = 0; n < told.size(); n++) {
      int i = told.get(n);
      long length = length(array + (long) n * triple);
      if (length >= 0 && length <= lengths[i]) {
        values.put(types[i], scratch.bytes(places[n], (int) length));
      }
    }
    return new Attributes(values, layout);
  }

  /** These say that one of the attributes is not told, and the others are ([PKCS11-BASE] 5.7.5). */
  private void checkAttributes(long value) {
    long code = layout.mask(value);
    if (code != Ckr.CKR_ATTRIBUTE_SENSITIVE.value()
        && code != Ckr.CKR_ATTRIBUTE_TYPE_INVALID.value()) {
      module.check("C_GetAttributeValue", code);
    }
  }

  /** C_SetAttributeValue. */
  public void set(long object, List<Attribute> template) {
    try {
      module.check(
          "C_SetAttributeValue",
          functions.C_SetAttributeValue(handle, object, scratch.put(template), template.size()));
    } finally {
      scratch.clear();
    }
  }

  /** C_SignInit. */
  public void signInit(Mechanism mechanism, long key) {
    try {
      module.check("C_SignInit", functions.C_SignInit(handle, scratch.put(mechanism), key));
    } finally {
      scratch.clear();
    }
  }

  /** C_Sign: a signature or a MAC. */
  public byte[] sign(byte[] data) {
    try {
      long result = scratch.allocate(RESULT_BYTES);
      long length = scratch.putUlong(RESULT_BYTES);
      module.check("C_Sign", functions.C_Sign(handle, data(data), data.length, result, length));
      return scratch.bytes(result, written("C_Sign", length));
    } finally {
      scratch.clear();
    }
  }

  /** Where data lies; an address too when there is none of it: modules take 0 for a mistake. */
  private long data(byte[] bytes) {
    return bytes.length == 0 ? scratch.allocate(1) : scratch.put(bytes);
  }

  /** C_DecryptInit. */
  public void decryptInit(Mechanism mechanism, long key) {
    try {
      module.check("C_DecryptInit", functions.C_DecryptInit(handle, scratch.put(mechanism), key));
    } finally {
      scratch.clear();
    }
  }

  /** C_Decrypt: the message, which the caller wipes. */
  public byte[] decrypt(byte[] data) {
    try {
      long result = scratch.allocate(RESULT_BYTES);
      long length = scratch.putUlong(RESULT_BYTES);
      module.check(
          "C_Decrypt", functions.C_Decrypt(handle, data(data), data.length, result, length));
      return scratch.bytes(result, written("C_Decrypt", length));
    } finally {
      scratch.clear();
    }
  }

  /** How much a module wrote, which is no more than it was given room for. */
  private int written(String function, long length) {
    long told = scratch.ulong(length);
    if (told < 0 || told > RESULT_BYTES) {
      throw new CryptokiException(function, Ckr.CKR_GENERAL_ERROR.value());
    }
    return (int) told;
  }

  /** C_GenerateKey: its handle. */
  public long generateKey(Mechanism mechanism, List<Attribute> template) {
    try {
      long key = scratch.putUlong(0);
      module.check(
          "C_GenerateKey",
          functions.C_GenerateKey(
              handle, scratch.put(mechanism), scratch.put(template), template.size(), key));
      return scratch.ulong(key);
    } finally {
      scratch.clear();
    }
  }

  /**
   * The handles of a new pair.
   *
   * @param publicKey the public half
   * @param privateKey the private half
   */
  public record Pair(long publicKey, long privateKey) {}

  /** C_GenerateKeyPair. */
  public Pair generateKeyPair(
      Mechanism mechanism, List<Attribute> publicTemplate, List<Attribute> privateTemplate) {
    try {
      long publicKey = scratch.putUlong(0);
      long privateKey = scratch.putUlong(0);
      module.check(
          "C_GenerateKeyPair",
          functions.C_GenerateKeyPair(
              handle,
              scratch.put(mechanism),
              scratch.put(publicTemplate),
              publicTemplate.size(),
              scratch.put(privateTemplate),
              privateTemplate.size(),
              publicKey,
              privateKey));
      return new Pair(scratch.ulong(publicKey), scratch.ulong(privateKey));
    } finally {
      scratch.clear();
    }
  }

  /** C_DeriveKey: the handle of the new key. */
  public long derive(Mechanism mechanism, long base, List<Attribute> template) {
    try {
      long key = scratch.putUlong(0);
      module.check(
          "C_DeriveKey",
          functions.C_DeriveKey(
              handle, scratch.put(mechanism), base, scratch.put(template), template.size(), key));
      return scratch.ulong(key);
    } finally {
      scratch.clear();
    }
  }
}
