package dev.countersign.junit;

import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.Token;
import dev.countersign.device.Tokens;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.SecurityKeyPins;
import dev.countersign.fido.hid.HidSecurityKeys;
import dev.countersign.fido.webauthn.AccountChooser;
import dev.countersign.fido.webauthn.Page;
import dev.countersign.fido.webauthn.WebAuthnClient;
import dev.countersign.fido.webauthn.WebAuthnException;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SettableClock;
import dev.countersign.simulator.SimulatedHidSource;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.util.ArrayList;
import java.util.List;

/**
 * A simulated security key, the person who has it, and the browser before both. <strong>It protects
 * nothing.</strong>
 */
public final class VirtualSecurityKey implements AutoCloseable {
  private static final String KIND = "fido";

  private final Make make;
  private final CopiedStorage storage;
  private final ScriptedPins pins;
  private final SimulatedHidSource usb = new SimulatedHidSource();
  private final VirtualToken inside;
  private final Tokens tokens;
  private final List<VirtualSecurityKey> copies = new ArrayList<>(); // guarded by this
  private volatile boolean touched;
  private volatile AccountChooser chooser = AccountChooser.NOBODY;
  private volatile boolean enterprise;

  /**
   * What stays the same in copies.
   *
   * @param serial the serial number
   */
  record Make(Profile profile, long serial, long seed, SettableClock clock) {
    /** The same with other randomness, or copies would make the same credentials. */
    Make again(int copy) {
      return new Make(profile, serial, seed * 31 + 1_000_003L * copy, clock);
    }
  }

  private VirtualSecurityKey(Make make, CopiedStorage storage, ScriptedPins pins, boolean touched) {
    this.make = make;
    this.storage = storage;
    this.pins = pins;
    this.touched = touched;
    inside =
        VirtualToken.builder(make.profile())
            .serial(make.serial())
            .storage(storage)
            .world(
                World.builder()
                    .clock(make.clock())
                    .seed(make.seed())
                    .presence(purpose -> this.touched)
                    .build())
            .build();
    usb.insert(inside);
    tokens =
        Tokens.builder()
            .source(new HidSecurityKeys(List.of(usb)))
            .pinEntry(pins)
            .clock(make.clock())
            .open();
  }

  static VirtualSecurityKey plugIn(Make make, String pin, boolean touched) {
    VirtualSecurityKey key =
        new VirtualSecurityKey(make, new CopiedStorage(), new ScriptedPins(), touched);
    if (!pin.isEmpty()) {
      try (Secret first = Secret.copyOf(pin.toCharArray())) {
        key.token().require(SecurityKeyPins.class).set(first);
      }
      key.answerPin(pin);
    }
    return key;
  }

  /**
   * What {@code navigator.credentials.create} would have the page post to its server.
   *
   * @param optionsJson PublicKeyCredentialCreationOptionsJSON, or an object that has it at {@code
   *     publicKey}
   * @param origin of the page: {@code https://example.org}
   * @return the JSON form of the PublicKeyCredential
   * @throws WebAuthnException with the name of the DOMException that the page would get
   */
  public String register(String optionsJson, String origin) {
    return client().register(optionsJson, origin);
  }

  /** The same for a page within another one. */
  public String register(String optionsJson, Page page) {
    return client().register(optionsJson, page, new Cancellation());
  }

  /**
   * What {@code navigator.credentials.get} would have the page post to its server; see {@link
   * #register(String, String)}.
   *
   * @param optionsJson PublicKeyCredentialRequestOptionsJSON, or an object that has it at {@code
   *     publicKey}
   */
  public String signIn(String optionsJson, String origin) {
    return client().signIn(optionsJson, origin);
  }

  /** The same for a page within another one. */
  public String signIn(String optionsJson, Page page) {
    return client().signIn(optionsJson, page, new Cancellation());
  }

  /** The browser's part alone. */
  public WebAuthnClient client() {
    WebAuthnClient client =
        WebAuthnClient.of(token().require(SecurityKey.class)).choosingWith(chooser);
    return enterprise ? client.allowingEnterpriseAttestation() : client;
  }

  /** The PIN that the person gives from now on; a wrong one costs a try. */
  public void answerPin(String pin) {
    pins.answer(PinRequest.Kind.PIN, pin);
  }

  /** The person gives no PIN from now on. */
  public void refusePin() {
    pins.silence(PinRequest.Kind.PIN);
  }

  /** How often the person was asked for the PIN. */
  public long pinsAsked() {
    return pins.asked(PinRequest.Kind.PIN);
  }

  /** Whether the person touches the key from now on. */
  public void touch(boolean will) {
    touched = will;
  }

  /** As whom the person signs in from now on, where the key holds several accounts. */
  public void chooseAccount(AccountChooser other) {
    chooser = other;
  }

  /** As whom the person signs in from now on, by the account's name; others are told so too. */
  public void chooseAccount(String name) {
    chooseAccount(
        (relyingParty, accounts) ->
            accounts.stream()
                .filter(
                    account ->
                        account
                            .user()
                            .flatMap(user -> user.name())
                            .filter(name::equals)
                            .isPresent())
                .findFirst());
  }

  /** From now on relying parties may learn which very key it is, if it tells. */
  public void allowEnterpriseAttestation() {
    enterprise = true;
  }

  /**
   * A copy of the key as it is now, with all its secrets: what nobody should be able to make. When
   * both are used, the signature counter of one falls behind.
   */
  public synchronized VirtualSecurityKey copy() {
    VirtualSecurityKey copy =
        new VirtualSecurityKey(make.again(copies.size() + 1), storage.copy(), pins, touched);
    copy.chooser = chooser;
    copy.enterprise = enterprise;
    copies.add(copy);
    return copy;
  }

  /** Pulls it. */
  public void pullOut() {
    usb.remove(inside);
  }

  /** Plugs it in again. */
  public void plugInAgain() {
    usb.insert(inside);
  }

  /** What a program sees of it: credentials, PIN and settings are its capabilities. */
  public Token token() {
    return tokens.of(KIND).stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the key is not plugged in"));
  }

  /** Its time, which is that of all keys of the test. */
  public SettableClock clock() {
    return make.clock();
  }

  /** The key from inside. */
  public VirtualToken inside() {
    return inside;
  }

  /** Takes it and its copies away. The extension does. */
  @Override
  public synchronized void close() {
    copies.forEach(VirtualSecurityKey::close);
    copies.clear();
    tokens.close();
    usb.close();
    inside.close();
  }
}
