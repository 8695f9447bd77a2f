package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.AssertionRequest.LargeBlob;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.SecretSalt;
import dev.countersign.fido.webauthn.WebAuthnException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Extensions of a sign-in.
 *
 * @param prf secrets as [WEBAUTHN-3] 10.1.4 has them
 * @param hmacGetSecret the salts of secrets as [CTAP2.1] 12.5 has them; empty: none
 * @param largeBlob what is to be done with the large blob
 * @param blob whether the bytes with the credential are asked for
 * @param appId the application identifier of U2F under which the key may be registered
 */
record SignInExtensions(
    Optional<Prf> prf,
    List<SecretSalt> hmacGetSecret,
    Optional<LargeBlob> largeBlob,
    boolean blob,
    Optional<String> appId) {
  private static final SignInExtensions NONE =
      new SignInExtensions(
          Optional.empty(), List.of(), Optional.empty(), false, Optional.empty());

  /**
   * Secrets that are asked for.
   *
   * @param usual salts for any credential; empty: none
   * @param byCredential salts for this one
   */
  record Prf(List<SecretSalt> usual, Map<Identifier, List<SecretSalt>> byCredential) {
    List<SecretSalt> saltsOf(Identifier credential) {
      return byCredential.getOrDefault(credential, usual);
    }
  }

  static SignInExtensions read(JsonObject options, List<Identifier> allowed) {
    return Terms.extensions(options).map(given -> of(given, allowed)).orElse(NONE);
  }

  private static SignInExtensions of(JsonObject given, List<Identifier> allowed) {
    Optional<Prf> prf = given.object("prf").map(inputs -> prf(inputs, allowed));
    List<SecretSalt> salts = given.object("hmacGetSecret").map(Terms::salts).orElse(List.of());
    if (prf.isPresent() && !salts.isEmpty()) {
      throw Terms.misused("hmacGetSecret", "together with prf");
    }
    return new SignInExtensions(
        prf,
        salts,
        given.object("largeBlob").flatMap(inputs -> largeBlob(inputs, allowed)),
        given.isTrue("getCredBlob"),
        given.text("appid"));
  }

  private static Prf prf(JsonObject inputs, List<Identifier> allowed) {
    Map<Identifier, List<SecretSalt>> byCredential = new LinkedHashMap<>();
    JsonObject given =
        inputs.object("evalByCredential").orElse(new JsonObject("evalByCredential", Map.of()));
    if (!given.members().isEmpty() && allowed.isEmpty()) {
      throw Terms.misused("prf", "with evalByCredential, but allowCredentials is empty");
    }
    for (String name : given.members().keySet()) {
      Optional<Identifier> credential =
          allowed.stream().filter(id -> id.toString().equals(name)).findFirst();
      if (credential.isEmpty()) {
        throw WebAuthnException.of(
            Kind.SYNTAX,
            "evalByCredential names a credential that is not among allowCredentials",
            "have the relying party name the same credentials in both");
      }
      byCredential.put(credential.get(), Terms.prfSalts(given.requiredObject(name)));
    }
    return new Prf(inputs.object("eval").map(Terms::prfSalts).orElse(List.of()), byCredential);
  }

  private static Optional<LargeBlob> largeBlob(JsonObject inputs, List<Identifier> allowed) {
    Optional<byte[]> write = inputs.bytes("write");
    boolean read = inputs.isTrue("read");
    if (inputs.members().containsKey("support")) {
      throw Terms.misused("largeBlob", "with support at a sign-in");
    } else if (read && write.isPresent()) {
      throw Terms.misused("largeBlob", "to read and to write at a time");
    } else if (write.isPresent() && allowed.size() != 1) {
      throw Terms.misused("largeBlob", "to write, but allowCredentials does not name one credential");
    }
    return write
        .<LargeBlob>map(LargeBlob.Write::new)
        .or(() -> read ? Optional.of(new LargeBlob.Read()) : Optional.empty());
  }
}
