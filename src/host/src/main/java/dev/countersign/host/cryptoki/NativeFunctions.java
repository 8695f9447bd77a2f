package dev.countersign.host.cryptoki;

/**
 * The functions of one module, bound by JNA's direct mapping. Numbers and addresses only, so that a
 * call costs a fraction of a microsecond and leaves nothing for the garbage collector.
 *
 * <p>Each module has a copy of this class of its own, since natives are bound for a whole class;
 * see {@link NativeModule}. Arguments are declared as long for {@code CK_ULONG} and pointers alike:
 * where {@code CK_ULONG} has 32 bits (Windows), the upper half of the register is not looked at.
 */
final class NativeFunctions implements Functions {
  @Override
  public native long C_Initialize(long arguments);

  @Override
  public native long C_Finalize(long reserved);

  @Override
  public native long C_GetInfo(long info);

  @Override
  public native long C_GetSlotList(byte present, long slots, long count);

  @Override
  public native long C_GetSlotInfo(long slot, long info);

  @Override
  public native long C_GetTokenInfo(long slot, long info);

  @Override
  public native long C_GetMechanismList(long slot, long list, long count);

  @Override
  public native long C_GetMechanismInfo(long slot, long type, long info);

  @Override
  public native long C_InitToken(long slot, long pin, long pinLength, long label);

  @Override
  public native long C_InitPIN(long session, long pin, long pinLength);

  @Override
  public native long C_OpenSession(
      long slot, long flags, long application, long notify, long session);

  @Override
  public native long C_CloseSession(long session);

  @Override
  public native long C_GetSessionInfo(long session, long info);

  @Override
  public native long C_Login(long session, long userType, long pin, long pinLength);

  @Override
  public native long C_Logout(long session);

  @Override
  public native long C_CreateObject(long session, long template, long count, long object);

  @Override
  public native long C_DestroyObject(long session, long object);

  @Override
  public native long C_GetAttributeValue(long session, long object, long template, long count);

  @Override
  public native long C_SetAttributeValue(long session, long object, long template, long count);

  @Override
  public native long C_FindObjectsInit(long session, long template, long count);

  @Override
  public native long C_FindObjects(long session, long objects, long maximum, long count);

  @Override
  public native long C_FindObjectsFinal(long session);

  @Override
  public native long C_DecryptInit(long session, long mechanism, long key);

  @Override
  public native long C_Decrypt(
      long session, long data, long length, long result, long resultLength);

  @Override
  public native long C_SignInit(long session, long mechanism, long key);

  @Override
  public native long C_Sign(long session, long data, long length, long result, long resultLength);

  @Override
  public native long C_GenerateKey(
      long session, long mechanism, long template, long count, long key);

  @Override
  public native long C_GenerateKeyPair(
      long session,
      long mechanism,
      long publicTemplate,
      long publicCount,
      long privateTemplate,
      long privateCount,
      long publicKey,
      long privateKey);

  @Override
  public native long C_DeriveKey(
      long session, long mechanism, long base, long template, long count, long key);
}
