package dev.countersign.fido.webauthn;

import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.SecurityKey;

/**
 * Does for a page what a browser does between it and a security key: {@code
 * navigator.credentials.create} and {@code get} with a public key ([WEBAUTHN-3] 5.1). Options and
 * responses are JSON as the browser API has it. It signs for the page that its caller names and for
 * no other; what options say about the relying party must fit that page.
 *
 * <p>All throw {@link WebAuthnException} with what a browser would tell the page. For as many
 * threads as the key is for.
 */
public final class WebAuthnClient {
  private final SecurityKey key;
  private final AccountChooser chooser;
  private final boolean enterprise;

  private WebAuthnClient(SecurityKey key, AccountChooser chooser, boolean enterprise) {
    this.key = key;
    this.chooser = chooser;
    this.enterprise = enterprise;
  }

  /** A client that has nobody to choose among accounts and tells nobody which very key it is. */
  public static WebAuthnClient of(SecurityKey key) {
    return new WebAuthnClient(key, AccountChooser.NOBODY, false);
  }

  /** The same with somebody who chooses among accounts. */
  public WebAuthnClient choosingWith(AccountChooser other) {
    return new WebAuthnClient(key, other, enterprise);
  }

  /**
   * The same for relying parties that may learn which very key it is, if the key tells: enterprise
   * attestation, which is refused otherwise.
   */
  public WebAuthnClient allowingEnterpriseAttestation() {
    return new WebAuthnClient(key, chooser, true);
  }

  /**
   * Makes a credential for the page at an origin.
   *
   * @param optionsJson PublicKeyCredentialCreationOptionsJSON, or an object that has it at {@code
   *     publicKey}
   * @param origin of the page; see {@link Page#of}
   * @return RegistrationResponseJSON
   */
  public String register(String optionsJson, String origin) {
    return register(optionsJson, Page.of(origin), new Cancellation());
  }

  /** Makes a credential for a page; see {@link #register(String, String)}. */
  public String register(String optionsJson, Page page, Cancellation cancellation) {
    return new Registration(surroundings(page, cancellation), RegistrationOptions.read(optionsJson))
        .run();
  }

  /**
   * Proves to the page at an origin that the key holds a credential. The response has the secrets
   * that the options ask for with {@code prf}.
   *
   * @param optionsJson PublicKeyCredentialRequestOptionsJSON, or an object that has it at {@code
   *     publicKey}
   * @param origin of the page; see {@link Page#of}
   * @return AuthenticationResponseJSON
   */
  public String signIn(String optionsJson, String origin) {
    return signIn(optionsJson, Page.of(origin), new Cancellation());
  }

  /** Proves it to a page; see {@link #signIn(String, String)}. */
  public String signIn(String optionsJson, Page page, Cancellation cancellation) {
    return new SignIn(surroundings(page, cancellation), SignInOptions.read(optionsJson)).run();
  }

  private Surroundings surroundings(Page page, Cancellation cancellation) {
    return new Surroundings(key, page, chooser, enterprise, cancellation);
  }
}
