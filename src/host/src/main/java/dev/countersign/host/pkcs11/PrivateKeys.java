package dev.countersign.host.pkcs11;

import dev.countersign.device.SigningKey;
import dev.countersign.device.SigningKeys;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Cko;
import java.util.List;

/** The private keys of a token that sign, with and without certificates. */
final class PrivateKeys implements SigningKeys {
  private final TokenWork work;
  private final KeyFinder finder;
  private final Certificates certificates;

  PrivateKeys(TokenUri token, TokenWork work) {
    this.work = work;
    this.finder = new KeyFinder(token, work);
    this.certificates = new Certificates(token.toString(), work);
  }

  @Override
  public List<SigningKey> list() {
    return finder.list().stream().filter(KeyObject::canSign).map(this::signing).toList();
  }

  @Override
  public SigningKey find(TokenUri uri) {
    return signing(finder.find(uri, KeyObject::canSign));
  }

  private SigningKey signing(KeyObject key) {
    return new Pkcs11SigningKey(finder, certificates, key, use(key));
  }

  private KeyUse use(KeyObject key) {
    return new KeyUse(
        work,
        key.name(),
        Cko.PRIVATE_KEY,
        finder.uri(key.name()).toString(),
        key.freely(),
        work.ports().pinEntry());
  }
}
