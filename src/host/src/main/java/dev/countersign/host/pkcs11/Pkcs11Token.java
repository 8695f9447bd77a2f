package dev.countersign.host.pkcs11;

import dev.countersign.device.CodeAccounts;
import dev.countersign.device.DecryptionKey;
import dev.countersign.device.DecryptionKeys;
import dev.countersign.device.KeyAudit;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.Login;
import dev.countersign.device.MacCodeAccounts;
import dev.countersign.device.MacKeyManagement;
import dev.countersign.device.MacKeys;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinSource;
import dev.countersign.device.Ports;
import dev.countersign.device.SecretKeyManagement;
import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.Token;
import dev.countersign.device.TokenIdentity;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Structures.SlotInfo;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.TokenWork.Access;
import java.util.Optional;

/** A token in a slot of a PKCS#11 module. */
final class Pkcs11Token implements Token {
  static final String KIND = "pkcs11";

  private final TokenPlace place;
  private final SlotInfo slot;
  private final TokenUri uri;
  private final TokenWork work;
  private final Mechanisms mechanisms;
  private final Certificates certificates;
  private final Pkcs11MacKeys macKeys;
  private final Pkcs11SecretKeyManagement secrets;

  Pkcs11Token(TokenPlace place, SlotInfo slot, Ports ports) {
    this.place = place;
    this.slot = slot;
    this.uri = uri(place.written());
    this.work = new TokenWork(place, uri::toString, ports);
    this.mechanisms = new Mechanisms(place);
    this.certificates = new Certificates(uri.toString(), work);
    this.macKeys = new Pkcs11MacKeys(uri, work, mechanisms);
    this.secrets = new Pkcs11SecretKeyManagement(uri, work, mechanisms, macKeys);
  }

  private static TokenUri uri(TokenInfo written) {
    TokenUri uri = TokenUri.of(KIND).with("token", written.label());
    return written.serial().isEmpty() ? uri : uri.with("serial", written.serial());
  }

  TokenPlace place() {
    return place;
  }

  @Override
  public TokenIdentity identity() {
    TokenInfo written = place.written();
    String what = (written.manufacturer() + " " + written.model()).trim();
    return new TokenIdentity(
        KIND,
        Optional.of(written.serial()).filter(serial -> !serial.isEmpty()),
        what.isEmpty() ? "PKCS#11 token" : what,
        Optional.of(written.firmwareVersion()),
        false);
  }

  @Override
  public TokenUri uri() {
    return uri;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String reader() {
    return slot.description();
  }

  @Override
  public boolean simulated() {
    return false;
  }

  @Override
  public boolean fits(TokenUri named) {
    return new UriMatch(place, slot).fits(named);
  }

  @Override
  public <C> Optional<C> capability(Class<C> type) {
    Object capability = null;
    if (type == SigningKeys.class) {
      capability = privateKeys(work.ports().pinEntry()).signing();
    } else if (type == DecryptionKeys.class) {
      capability = privateKeys(work.ports().pinEntry()).decrypting();
    } else if (type == KeyManagement.class) {
      capability = new Pkcs11KeyManagement(work, mechanisms, certificates);
    } else if (type == SecretKeyManagement.class) {
      capability = secrets;
    } else if (type == KeyAudit.class) {
      capability = new Pkcs11Audit(uri, work);
    } else if (type == Login.class) {
      capability = new UserLogin();
    } else if (type == Pkcs11Details.class) {
      capability = DetailReader.read(place, uri.toString());
    }
    return Optional.ofNullable(capability).or(() -> ofMacs(type)).map(type::cast);
  }

  private Optional<Object> ofMacs(Class<?> type) {
    Object capability = null;
    if (type == MacKeys.class) {
      capability = macKeys;
    } else if (type == MacKeyManagement.class) {
      capability = secrets;
    } else if (type == CodeAccounts.class) {
      capability = new MacCodeAccounts(uri, macKeys, Optional.of(secrets));
    }
    return Optional.ofNullable(capability).filter(wanted -> mechanisms.makesMacs());
  }

  private PrivateKeys privateKeys(PinEntry entry) {
    return new PrivateKeys(uri, work, mechanisms, certificates, entry);
  }

  /** A key that shows itself after a login only wants the PIN to be found, too. */
  @Override
  public SigningKey signingKey(TokenUri named) {
    return privateKeys(pinEntry(named)).signing().find(named);
  }

  @Override
  public DecryptionKey decryptionKey(TokenUri named) {
    return privateKeys(pinEntry(named)).decrypting().find(named);
  }

  private PinEntry pinEntry(TokenUri named) {
    return named.query("pin-source").map(PinSource::of).orElseGet(() -> work.ports().pinEntry());
  }

  /** Ends all sessions. */
  void close() {
    work.close();
  }

  private final class UserLogin implements Login {
    @Override
    public boolean required() {
      return work.login().required();
    }

    @Override
    public boolean active() {
      return work.login().active(work.generation());
    }

    @Override
    public void login() {
      login(work.ports().pinEntry());
    }

    @Override
    public void login(PinEntry pinEntry) {
      String name = uri.toString();
      work.run(new TokenWork.Task(name, "log in", Access.USER, pinEntry), lent -> true);
    }

    @Override
    public void logout() {
      String name = uri.toString();
      work.run(
          work.task(name, "log out", Access.ANYONE),
          lent -> {
            if (active()) {
              logout(lent.session());
              work.login().lost(lent.generation());
            }
            return true;
          });
    }

    /** What another part of this process ended is over, and no reason to log in first. */
    private static void logout(CryptokiSession session) {
      try {
        session.logout();
      } catch (CryptokiException e) {
        if (!Failures.wantsLogin(e)) {
          throw e;
        }
      }
    }
  }
}
