package dev.countersign.host.pkcs11;

import dev.countersign.device.Digest;
import dev.countersign.device.Secret;
import dev.countersign.device.SecretKeyKind;
import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Ckr;
import dev.countersign.host.cryptoki.CryptokiException;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import dev.countersign.host.pkcs11.configuration.TemplateRule.Operation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates secret keys on the token. */
final class SecretWriting {
  private static final List<Long> MACS = List.of(Cka.SIGN, Cka.VERIFY);
  private static final byte[] PROBE = "Countersign".getBytes(StandardCharsets.US_ASCII);

  private final KeyTemplates templates;
  private final Mechanisms mechanisms;

  SecretWriting(TokenWork work, Mechanisms mechanisms) {
    this.templates = new KeyTemplates(work.place().configuration(), Operation.IMPORT);
    this.mechanisms = mechanisms;
  }

  /**
   * A form in which the token may take a key.
   *
   * @param type CKK_*
   * @param uses CKA_SIGN and so on
   * @param beside what else it is given
   * @param proof the hash function whose HMAC shows that it works
   */
  private record Form(long type, List<Long> uses, List<Attribute> beside, Optional<Digest> proof) {}

  private List<Form> forms(SecretKeyKind kind) {
    if (kind instanceof SecretKeyKind.Aes) {
      return List.of(
          new Form(Ckk.AES, List.of(Cka.ENCRYPT, Cka.DECRYPT), List.of(), Optional.empty()));
    } else if (kind instanceof SecretKeyKind.Hmac hmac) {
      Optional<Digest> proof = Optional.of(hmac.digest());
      Attribute bound = Attribute.of(Cka.ALLOWED_MECHANISMS, List.of(Hashes.hmac(hmac.digest())));
      return List.of(
          new Form(SecretObject.typed(hmac.digest()), MACS, List.of(), proof),
          new Form(Ckk.GENERIC_SECRET, MACS, List.of(bound), proof),
          new Form(Ckk.GENERIC_SECRET, MACS, List.of(), proof));
    }
    return List.of(
        new Form(Ckk.GENERIC_SECRET, MACS, List.of(), Optional.empty()),
        new Form(Ckk.GENERIC_SECRET, List.of(), List.of(), Optional.empty()));
  }

  /** Refuses a length that no such key has. */
  static void requireLength(SecretKeyKind kind, Secret value) {
    int length = value.length();
    if (kind instanceof SecretKeyKind.Aes && length != 16 && length != 24 && length != 32) {
      throw new IllegalArgumentException("an AES key has 16, 24 or 32 bytes, not " + length);
    } else if (length == 0) {
      throw new IllegalArgumentException("a key has at least one byte");
    }
  }

  /** Creates a key in the first form that the token takes; its handle. */
  long create(
      CryptokiSession session, KeyPlace place, ObjectName name, SecretKeyKind kind, Secret secret) {
    if (kind instanceof SecretKeyKind.Hmac hmac && !mechanisms.has(Hashes.hmac(hmac.digest()))) {
      throw refusal(place, "the token makes no MACs with " + hmac.digest().jcaName());
    }
    List<byte[]> values = values(kind, secret);
    try {
      return create(session, place, name, kind, values);
    } finally {
      values.forEach(value -> Arrays.fill(value, (byte) 0));
    }
  }

  private long create(
      CryptokiSession session,
      KeyPlace place,
      ObjectName name,
      SecretKeyKind kind,
      List<byte[]> values) {
    @Nullable CryptokiException first = null;
    for (byte[] value : values) {
      for (Form form : forms(kind)) {
        try {
          Optional<Long> key = create(session, place, name, form, value);
          if (key.isPresent()) {
            return key.get();
          }
        } catch (CryptokiException e) {
          if (!KeyWriting.isAboutTemplate(e) && !isAboutUse(e)) {
            throw e;
          }
          first = first == null ? e : first;
        }
      }
    }
    throw refusal(
        place,
        "the token does not take this key"
            + (first == null
                ? ", or makes other MACs with it"
                : " (%s in %s)".formatted(first.name(), first.function())));
  }

  /**
   * The key, and what makes the same MACs where a token wants another length ([RFC2104] 2): a short
   * one with zeros behind it, the hash of one that is longer than a block.
   */
  private static List<byte[]> values(SecretKeyKind kind, Secret secret) {
    List<byte[]> values = new ArrayList<>();
    byte[] key = secret.bytes();
    values.add(key);
    if (kind instanceof SecretKeyKind.Hmac hmac) {
      if (key.length < hmac.digest().lengthBytes()) {
        values.add(Arrays.copyOf(key, hmac.digest().lengthBytes()));
      } else if (key.length > HostHmac.blockBytes(hmac.digest())) {
        values.add(hmac.digest().hash(key));
      }
    }
    return values;
  }

  /** There are modules that store keys of types with which they do nothing. */
  private static boolean isAboutUse(CryptokiException e) {
    return e.is(
        Ckr.CKR_KEY_TYPE_INCONSISTENT,
        Ckr.CKR_KEY_FUNCTION_NOT_PERMITTED,
        Ckr.CKR_MECHANISM_INVALID,
        Ckr.CKR_KEY_SIZE_RANGE);
  }

  private Optional<Long> create(
      CryptokiSession session, KeyPlace place, ObjectName name, Form form, byte[] value) {
    List<Attribute> asked = templates.secretKey(form.type(), name, form.uses(), form.beside());
    List<Attribute> whole = new ArrayList<>(asked);
    whole.add(Attribute.of(Cka.VALUE, value));
    long key = session.create(whole);
    boolean good = false;
    try {
      KeyWriting.requireProtected(place, session, key, asked);
      good = form.proof().map(digest -> proves(session, key, digest, value)).orElse(true);
      return good ? Optional.of(key) : Optional.empty();
    } finally {
      if (!good) {
        KeyWriting.destroyQuietly(session, key);
      }
    }
  }

  private static boolean proves(CryptokiSession session, long key, Digest digest, byte[] value) {
    session.signInit(Mechanism.of(Hashes.hmac(digest)), key);
    byte[] made = session.sign(PROBE);
    byte[] expected = HostHmac.mac(digest, value, PROBE);
    return MessageDigest.isEqual(made, expected);
  }

  private static TokenException refusal(KeyPlace place, String message) {
    return new TokenException.Unsupported(
        place.uri().toString(),
        place.operation(),
        message,
        "choose another kind of key; attributes(...) of the configuration changes what new keys"
            + " are given");
  }
}
