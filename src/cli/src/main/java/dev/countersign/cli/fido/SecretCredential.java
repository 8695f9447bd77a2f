package dev.countersign.cli.fido;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.ClientDataHash;
import dev.countersign.device.fido.CredentialRequest;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.Protection;
import dev.countersign.device.fido.RelyingParty;
import dev.countersign.device.fido.SecretSalt;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.device.fido.Verification;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The credential on a key with which it derives secrets ([CTAP2.1] 12.5). It is stored on the key,
 * for a relying party that no site can be ([RFC6454]): names below {@code invalid} belong to
 * nobody. The person is verified each time: keys derive other secrets without.
 */
final class SecretCredential {
  /** For whom the credential is. Never changes. */
  static final String RELYING_PARTY = "secret.countersign.invalid";

  private static final int HANDLE_BYTES = 32;
  private static final String EXTENSION = "hmac-secret";

  private final Token token;
  private final SecurityKey key;
  private final Cancellation cancellation;

  SecretCredential(Token token, Cancellation cancellation) {
    this.token = token;
    this.cancellation = cancellation;
    this.key = token.require(SecurityKey.class);
    if (!key.info().extensions().contains(EXTENSION)) {
      throw new TokenException.Unsupported(
          token.uri().toString(),
          "derive a secret",
          "this key cannot derive secrets: it has no " + EXTENSION,
          "use a key that speaks CTAP 2 and has it; countersign fido info tells");
    }
  }

  /**
   * The secret for a salt, which the caller closes.
   *
   * @throws TokenException.NoKey when the key has no credential for secrets
   */
  Secret derive(SecretSalt salt) {
    List<Assertion> assertions =
        key.prove(
            new AssertionRequest(
                nothingSigned(),
                RELYING_PARTY,
                List.of(),
                Verification.REQUIRED,
                true,
                List.of(salt),
                Optional.empty(),
                false),
            ceremony("derive a secret"));
    try {
      if (assertions.size() > 1) {
        throw new Failure(
            ExitCode.NO_SUCH_TOKEN,
            "%s holds %d credentials for secrets, and which one is meant cannot be told"
                .formatted(token.uri(), assertions.size()),
            "remove all but the one in use with countersign fido credentials delete");
      }
      List<Secret> secrets = assertions.get(0).extras().secrets();
      if (secrets.size() != 1) {
        throw new TokenException.BadResponse(
            token.uri().toString(), "derive a secret", "the key gave no secret", null);
      }
      return secrets.get(0).copy();
    } finally {
      assertions.forEach(Assertion::close);
    }
  }

  /** Makes the credential. The account is a random one, so that none of another is replaced. */
  void make(SecureRandom random) {
    byte[] handle = new byte[HANDLE_BYTES];
    random.nextBytes(handle);
    MadeCredential made =
        key.make(
            new CredentialRequest(
                nothingSigned(),
                new RelyingParty(RELYING_PARTY, "Countersign secrets"),
                new UserAccount(
                    Identifier.of(handle), Optional.of("secrets"), Optional.of("secrets")),
                List.of(-7, -8, -35),
                List.of(),
                true,
                Verification.REQUIRED,
                new Wishes(
                    Optional.of(Protection.VERIFICATION_REQUIRED),
                    false,
                    true,
                    false,
                    Optional.empty(),
                    false,
                    OptionalInt.empty())),
            ceremony("make a credential for secrets"));
    if (!made.secrets()) {
      throw new TokenException.BadResponse(
          token.uri().toString(),
          "make a credential for secrets",
          "the key made one that derives none",
          null);
    }
  }

  private Ceremony ceremony(String purpose) {
    return new Ceremony(purpose, Ceremony.USUAL_PATIENCE, cancellation);
  }

  /** Nobody checks these signatures, so what is signed is of no account. */
  private static ClientDataHash nothingSigned() {
    return ClientDataHash.of(new byte[ClientDataHash.BYTES]);
  }
}
