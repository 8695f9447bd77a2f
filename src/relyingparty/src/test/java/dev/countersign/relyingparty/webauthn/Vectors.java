package dev.countersign.relyingparty.webauthn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** The test vectors of [WEBAUTHN-3], section "Test vectors". */
record Vectors(String title, String anchor, JsonObject registration, JsonObject authentication) {
  private static final String ANCHOR = "sctn-test-vectors-";

  static List<Vectors> all() {
    try (InputStream in = Vectors.class.getResourceAsStream("level3.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JsonObject.parse(text, 1 << 20).list("vectors", JsonObject.class).stream()
          .filter(vector -> vector.members().containsKey("registration"))
          .map(
              vector ->
                  new Vectors(
                      Parts.text(vector, "title"),
                      Parts.text(vector, "anchor"),
                      Parts.member(vector, "registration"),
                      Parts.member(vector, "authentication")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  /** {@code packed-es256}. */
  String name() {
    return anchor.substring(ANCHOR.length());
  }

  static byte[] hex(JsonObject json, String name) {
    return HexFormat.of().parseHex(Parts.text(json, name));
  }

  private static String base64Url(JsonObject json, String name) {
    return Parts.base64Url(hex(json, name));
  }

  String registrationJson() {
    return json(
        "\"clientDataJSON\":\"%s\",\"attestationObject\":\"%s\""
            .formatted(
                base64Url(registration, "clientDataJSON"),
                base64Url(registration, "attestationObject")));
  }

  String assertionJson() {
    return json(
        "\"clientDataJSON\":\"%s\",\"authenticatorData\":\"%s\",\"signature\":\"%s\""
            .formatted(
                base64Url(authentication, "clientDataJSON"),
                base64Url(authentication, "authenticatorData"),
                base64Url(authentication, "signature")));
  }

  private String json(String response) {
    String id = base64Url(registration, "credential_id");
    return "{\"id\":\"%s\",\"rawId\":\"%s\",\"type\":\"public-key\",\"response\":{%s},\"clientExtensionResults\":{}}"
        .formatted(id, id, response);
  }

  /** Gives out the challenges of the vector first, when as many bytes are asked for. */
  SecureRandom random() {
    return new ChallengesOf(
        List.of(hex(registration, "challenge"), hex(authentication, "challenge")));
  }

  int challengeBytes() {
    return hex(registration, "challenge").length;
  }

  private static final class ChallengesOf extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient List<byte[]> challenges;
    private int given;

    ChallengesOf(List<byte[]> challenges) {
      this.challenges = challenges;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (given < challenges.size() && bytes.length == challenges.get(given).length) {
        System.arraycopy(challenges.get(given++), 0, bytes, 0, bytes.length);
      } else {
        super.nextBytes(bytes);
      }
    }
  }

  @Override
  public String toString() {
    return title;
  }
}
