package dev.countersign.host.cryptoki;

/**
 * What is used of a module's functions ([PKCS11-BASE] 5), by their own names. Addresses and {@code
 * CK_ULONG} are long, {@code CK_BBOOL} is byte.
 */
@SuppressWarnings("MethodName") // the specification's names, by which they are looked up
interface Functions {
  long C_Initialize(long arguments);

  long C_Finalize(long reserved);

  long C_GetInfo(long info);

  long C_GetSlotList(byte present, long slots, long count);

  long C_GetSlotInfo(long slot, long info);

  long C_GetTokenInfo(long slot, long info);

  long C_GetMechanismList(long slot, long list, long count);

  long C_GetMechanismInfo(long slot, long type, long info);

  long C_InitToken(long slot, long pin, long pinLength, long label);

  long C_InitPIN(long session, long pin, long pinLength);

  long C_OpenSession(long slot, long flags, long application, long notify, long session);

  long C_CloseSession(long session);

  long C_GetSessionInfo(long session, long info);

  long C_Login(long session, long userType, long pin, long pinLength);

  long C_Logout(long session);

  long C_CreateObject(long session, long template, long count, long object);

  long C_DestroyObject(long session, long object);

  long C_GetAttributeValue(long session, long object, long template, long count);

  long C_SetAttributeValue(long session, long object, long template, long count);

  long C_FindObjectsInit(long session, long template, long count);

  long C_FindObjects(long session, long objects, long maximum, long count);

  long C_FindObjectsFinal(long session);

  long C_DecryptInit(long session, long mechanism, long key);

  long C_Decrypt(long session, long data, long length, long result, long resultLength);

  long C_SignInit(long session, long mechanism, long key);

  long C_Sign(long session, long data, long length, long result, long resultLength);

  long C_GenerateKey(long session, long mechanism, long template, long count, long key);

  long C_GenerateKeyPair(
      long session,
      long mechanism,
      long publicTemplate,
      long publicCount,
      long privateTemplate,
      long privateCount,
      long publicKey,
      long privateKey);

  long C_DeriveKey(long session, long mechanism, long base, long template, long count, long key);
}
