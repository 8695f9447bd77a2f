package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.ClientDataHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Client data, to the byte as [WEBAUTHN-3] 5.8.1.1 writes it. */
final class ClientData {
  static final String CREATE = "webauthn.create";
  static final String GET = "webauthn.get";

  private final byte[] bytes;

  /**
   * Client data.
   *
   * @param type {@link #CREATE} or {@link #GET}
   * @param challenge in base64url without padding
   */
  ClientData(String type, String challenge, Page page) {
    StringBuilder json = new StringBuilder("{\"type\":");
    append(json, type);
    json.append(",\"challenge\":");
    append(json, challenge);
    json.append(",\"origin\":");
    append(json, page.origin());
    json.append(",\"crossOrigin\":").append(page.top().isPresent());
    page.top()
        .ifPresent(
            top -> {
              json.append(",\"topOrigin\":");
              append(json, top.origin());
            });
    bytes = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** CCDToString ([WEBAUTHN-3] 5.8.1.2). */
  static void append(StringBuilder json, String text) {
    json.append('"');
    text.codePoints()
        .forEach(
            character -> {
              if (character == '"' || character == '\\') {
                json.append('\\').appendCodePoint(character);
              } else if (character < ' ') {
                json.append("\\u%04x".formatted(character));
              } else {
                json.appendCodePoint(character);
              }
            });
    json.append('"');
  }

  byte[] bytes() {
    return bytes.clone();
  }

  ClientDataHash hash() {
    return ClientDataHash.of(sha256(bytes));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
