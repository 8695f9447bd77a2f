package dev.countersign.host.pkcs11;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyAudit;
import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Attributes;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.pkcs11.TokenWork.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a token says of the protection of its keys ([PKCS11-BASE] 4.9, 4.10). */
final class Pkcs11Audit implements KeyAudit {
  private static final Map<Long, String> KINDS =
      Map.ofEntries(
          Map.entry(Ckk.RSA, "rsa"),
          Map.entry(0x1L, "dsa"),
          Map.entry(0x2L, "dh"),
          Map.entry(Ckk.EC, "ec"),
          Map.entry(0x4L, "dh x9.42"),
          Map.entry(Ckk.GENERIC_SECRET, "generic secret"),
          Map.entry(0x13L, "des"),
          Map.entry(0x14L, "des2"),
          Map.entry(0x15L, "des3"),
          Map.entry(Ckk.AES, "aes"),
          Map.entry(Ckk.SHA_1_HMAC, "hmac-sha1"),
          Map.entry(Ckk.SHA256_HMAC, "hmac-sha256"),
          Map.entry(Ckk.SHA384_HMAC, "hmac-sha384"),
          Map.entry(Ckk.SHA512_HMAC, "hmac-sha512"),
          Map.entry(0x33L, "chacha20"),
          Map.entry(Ckk.EC_EDWARDS, "edwards curve"),
          Map.entry(Ckk.EC_MONTGOMERY, "montgomery curve"));

  private static final long[] TOLD = {
    Cka.ID,
    Cka.LABEL,
    Cka.KEY_TYPE,
    Cka.MODULUS,
    Cka.EC_PARAMS,
    Cka.SENSITIVE,
    Cka.EXTRACTABLE,
    Cka.ALWAYS_SENSITIVE,
    Cka.NEVER_EXTRACTABLE,
    Cka.LOCAL,
    Cka.WRAP_WITH_TRUSTED
  };

  private final TokenUri token;
  private final TokenWork work;

  Pkcs11Audit(TokenUri token, TokenWork work) {
    this.token = token;
    this.work = work;
  }

  @Override
  public List<Protection> audit() {
    return work.run(
        work.task(token.toString(), "list the keys", Access.ANYONE),
        lent -> {
          List<Protection> all = new ArrayList<>();
          read(lent.session(), Cko.PRIVATE_KEY, KeyFinder.PRIVATE, all);
          read(lent.session(), Cko.SECRET_KEY, KeyFinder.SECRET, all);
          return all;
        });
  }

  private void read(CryptokiSession session, long objectClass, String type, List<Protection> all) {
    for (long handle : session.find(KeyFinder.with(List.of(), objectClass), KeyFinder.ALL)) {
      Attributes told = session.attributes(handle, TOLD);
      all.add(
          new Protection(
              ObjectName.of(told).on(token, Optional.of(type)),
              kind(told),
              told.flag(Cka.SENSITIVE),
              told.flag(Cka.EXTRACTABLE),
              told.flag(Cka.ALWAYS_SENSITIVE),
              told.flag(Cka.NEVER_EXTRACTABLE),
              told.flag(Cka.LOCAL),
              told.flag(Cka.WRAP_WITH_TRUSTED)));
    }
  }

  private static String kind(Attributes told) {
    long type = told.number(Cka.KEY_TYPE).orElse(-1);
    return PublicKeys.algorithm(told)
        .map(KeyAlgorithm::externalName)
        .orElseGet(
            () -> KINDS.getOrDefault(type, type < 0 ? "unknown" : "type 0x%X".formatted(type)));
  }
}
