package dev.countersign.host.cryptoki;

import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.List;

/**
 * A module's table of functions: {@code CK_FUNCTION_LIST} ([PKCS11-BASE] 3.6), which that of
 * version 3 ({@code CK_FUNCTION_LIST_3_0}) begins with. A module need export nothing but the
 * function that hands out the table.
 *
 * @param table where it is
 * @param major the version of the interface
 * @param minor the version of the interface
 */
record FunctionList(Pointer table, int major, int minor) {
  /** In the order of the table. */
  private static final List<String> NAMES =
      Arrays.asList(
          ("C_Initialize C_Finalize C_GetInfo C_GetFunctionList C_GetSlotList C_GetSlotInfo"
                  + " C_GetTokenInfo C_GetMechanismList C_GetMechanismInfo C_InitToken C_InitPIN"
                  + " C_SetPIN C_OpenSession C_CloseSession C_CloseAllSessions C_GetSessionInfo"
                  + " C_GetOperationState C_SetOperationState C_Login C_Logout C_CreateObject"
                  + " C_CopyObject C_DestroyObject C_GetObjectSize C_GetAttributeValue"
                  + " C_SetAttributeValue C_FindObjectsInit C_FindObjects C_FindObjectsFinal"
                  + " C_EncryptInit C_Encrypt C_EncryptUpdate C_EncryptFinal C_DecryptInit"
                  + " C_Decrypt C_DecryptUpdate C_DecryptFinal C_DigestInit C_Digest"
                  + " C_DigestUpdate C_DigestKey C_DigestFinal C_SignInit C_Sign C_SignUpdate"
                  + " C_SignFinal C_SignRecoverInit C_SignRecover C_VerifyInit C_Verify"
                  + " C_VerifyUpdate C_VerifyFinal C_VerifyRecoverInit C_VerifyRecover"
                  + " C_DigestEncryptUpdate C_DecryptDigestUpdate C_SignEncryptUpdate"
                  + " C_DecryptVerifyUpdate C_GenerateKey C_GenerateKeyPair C_WrapKey"
                  + " C_UnwrapKey C_DeriveKey C_SeedRandom C_GenerateRandom C_GetFunctionStatus"
                  + " C_CancelFunction C_WaitForSlotEvent")
              .split(" "));

  static FunctionList at(Pointer table) {
    return new FunctionList(table, table.getByte(0) & 0xFF, table.getByte(1) & 0xFF);
  }

  /**
   * The address of a function; 0 when the module has none.
   *
   * @throws IllegalArgumentException when it is none of version 2.40
   */
  long address(String function, Layout layout) {
    int index = NAMES.indexOf(function);
    if (index < 0) {
      throw new IllegalArgumentException(function);
    }
    return table.getLong(layout.aligned(2) + (long) index * Layout.POINTER_BYTES);
  }
}
