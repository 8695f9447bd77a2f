package dev.countersign.simulator.fido;

import static dev.countersign.simulator.fido.FidoCase.HASH;
import static dev.countersign.simulator.fido.FidoCase.PIN;
import static dev.countersign.simulator.fido.FidoCase.RP;
import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.fido.ctap.ClientPin;
import com.yubico.yubikit.fido.ctap.Ctap2Session;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials made and used, judged by yubikit and by the JDK's signatures. */
class CeremonyTest {
  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    key = new FidoCase(FidoFeatures.securityKey());
  }

  private CborMap assertion(CborMap.Builder request) throws CborException {
    return FidoCase.map(key.send(2, request.build().encode()));
  }

  private static CborMap.Builder get(byte[]... allowed) {
    CborMap.Builder request = Cbor.map().put(1, RP).put(2, HASH);
    return allowed.length == 0 ? request : request.put(3, descriptors(allowed));
  }

  private static Cbor.Array descriptors(byte[]... ids) {
    return new Cbor.Array(
        Arrays.stream(ids)
            .<Cbor>map(id -> Cbor.map().put("id", id).put("type", "public-key").build())
            .toList());
  }

  private byte[] id(CborMap.Builder request) throws CborException {
    return Parsed.of(FidoCase.map(key.send(1, request.build().encode())).bytes(2).orElseThrow())
        .id();
  }

  private static CborMap options(String name, boolean value) {
    return Cbor.map().put(name, value).build();
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void everyAlgorithmSignsAttestationAndAssertion(Algorithm algorithm)
      throws CborException, GeneralSecurityException {
    CborMap made = FidoCase.map(key.send(1, FidoCase.make(RP, algorithm.cose()).build().encode()));
    byte[] data = made.bytes(2).orElseThrow();
    Parsed parsed = Parsed.of(data);
    assertThat(made.text(1)).contains("packed");
    assertThat(parsed.rpIdHash()).isEqualTo(Hashes.ofRpId(RP));
    assertThat(parsed.flags()).isEqualTo(0x41);
    CborMap statement = made.map(3).orElseThrow();
    Cbor.Array chain = (Cbor.Array) statement.get("x5c").orElseThrow();
    X509Certificate leaf = certificate(CborMap.bytes(chain.items().get(0), "leaf"));
    leaf.verify(certificate(BatchAttestation.rootCertificate()).getPublicKey());
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getVersion()).isEqualTo(3);
    assertThat(leaf.getSubjectX500Principal().getName())
        .contains("OU=Authenticator Attestation", "C=", "O=", "CN=");
    assertThat(leaf.getExtensionValue("1.3.6.1.4.1.45724.1.1.4"))
        .isEqualTo(Parsed.join(new byte[] {4, 18, 4, 16}, parsed.aaguid()));
    byte[] signed = Parsed.join(data, HASH);
    byte[] signature = statement.bytes("sig").orElseThrow();
    assertThat(CoseKeys.verify("SHA256withECDSA", leaf.getPublicKey(), signed, signature)).isTrue();
    CborMap used = assertion(get(parsed.id()));
    byte[] usedData = used.bytes(2).orElseThrow();
    assertThat(Parsed.of(usedData).flags()).isEqualTo(0x01);
    assertThat(Parsed.of(usedData).counter()).isGreaterThan(parsed.counter());
    assertThat(
            CoseKeys.verify(parsed.key(), Parsed.join(usedData, HASH), used.bytes(3).orElseThrow()))
        .isTrue();
  }

  private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  @Test
  void selfAttestationIsSignedByTheCredential()
      throws IOException, CborException, GeneralSecurityException {
    FidoFeatures plain = FidoFeatures.yubikey57();
    key =
        new FidoCase(
            new FidoFeatures(
                plain.product(),
                plain.aaguid(),
                plain.firmware(),
                plain.generation(),
                plain.algorithms(),
                Set.of(FidoFeatures.Option.SELF_ATTESTATION),
                plain.maxCredentials()));
    CborMap made = FidoCase.map(key.send(1, FidoCase.make(RP, -8).build().encode()));
    CborMap statement = made.map(3).orElseThrow();
    byte[] data = made.bytes(2).orElseThrow();
    assertThat(statement.integer("alg")).hasValue(-8);
    assertThat(statement.get("x5c")).isEmpty();
    assertThat(
            CoseKeys.verify(
                Parsed.of(data).key(),
                Parsed.join(data, HASH),
                statement.bytes("sig").orElseThrow()))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void accountsAreFoundTheNewestFirst(int version) throws IOException, CommandException {
    ClientPin pin = key.pin(version);
    pin.setPin(PIN);
    Ctap2Session session = key.session();
    for (byte user = 1; user <= 3; user++) {
      byte[] token = pin.getPinToken(PIN, 1, RP);
      byte[] signature = FidoCase.protocol(version).authenticate(token, HASH);
      key.register(session, new byte[] {user}, true, null, signature, version);
    }
    byte[] token = pin.getPinToken(PIN, 2, RP);
    byte[] signature = FidoCase.protocol(version).authenticate(token, HASH);
    List<Ctap2Session.AssertionData> found =
        session.getAssertions(RP, HASH, null, null, null, signature, version, null);
    assertThat(found).hasSize(3);
    assertThat(found.get(0).getNumberOfCredentials()).isEqualTo(3);
    assertThat(found)
        .<Object>extracting(one -> one.getUser().get("name"))
        .containsExactly("name 3", "name 2", "name 1");
    List<Ctap2Session.AssertionData> unverified =
        session.getAssertions(RP, HASH, null, null, null, null, null, null);
    assertThat(unverified).hasSize(3);
    assertThat(unverified).allSatisfy(one -> assertThat(one.getUser()).containsOnlyKeys("id"));
  }

  @Test
  void theNextAccountIsForWhoAsksAtOnce() throws CborException {
    for (byte user = 1; user <= 2; user++) {
      CborMap account = Cbor.map().put("id", new byte[] {user}).build();
      id(FidoCase.make(RP, -7).put(3, account).put(7, options("rk", true)));
    }
    assertThat(key.status(8, new byte[0])).isEqualTo(0x30);
    assertion(get());
    assertThat(key.status(8, new byte[0])).isZero();
    assertThat(key.status(8, new byte[0])).isEqualTo(0x30);
    assertion(get());
    assertThat(key.status(4, new byte[0])).isZero();
    assertThat(key.status(8, new byte[0])).isEqualTo(0x30);
    assertion(get());
    key.clock().advance(Duration.ofSeconds(31));
    assertThat(key.status(8, new byte[0])).isEqualTo(0x30);
    assertion(get());
    key.powerCycle();
    assertThat(key.status(8, new byte[0])).isEqualTo(0x30);
  }

  @Test
  void anAccountHasOneCredential() throws CborException, IOException {
    byte[] first = id(FidoCase.make(RP, -7).put(7, options("rk", true)));
    byte[] second = id(FidoCase.make(RP, -8).put(7, options("rk", true)));
    assertThat(key.state().credentials()).hasSize(1);
    assertThat(key.status(2, get(first).build())).isEqualTo(0x2E);
    assertThat(assertion(get(second)).map(4).orElseThrow().entries()).hasSize(1);
  }

  @Test
  void aHandleIsForOneRelyingPartyUntilTheReset() throws CborException {
    byte[] handle = id(FidoCase.make(RP, -7));
    assertThat(handle).hasSize(64);
    assertThat(key.status(2, get(handle).build())).isZero();
    assertThat(key.status(2, get(handle).put(1, "example.com").build())).isEqualTo(0x2E);
    for (int at : new int[] {0, 12, 40, 63}) {
      byte[] changed = handle.clone();
      changed[at] ^= 1;
      assertThat(key.status(2, get(changed).build())).as("byte " + at).isEqualTo(0x2E);
    }
    assertThat(key.status(7, new byte[0])).isZero();
    assertThat(key.status(2, get(handle).build())).isEqualTo(0x2E);
  }

  @Test
  void aKnownCredentialIsExcludedAfterATouch() throws CborException {
    byte[] handle = id(FidoCase.make(RP, -7));
    CborMap.Builder again = FidoCase.make(RP, -7).put(5, descriptors(new byte[9], handle));
    key.purposes().clear();
    assertThat(key.status(1, again.build())).isEqualTo(0x19);
    assertThat(key.purposes()).containsExactly("fido register " + RP);
    key.person(purpose -> false);
    assertThat(key.status(1, again.build())).as("nobody touches it").isEqualTo(0x19);
    key.person(
        purpose -> {
          throw new AssertionError("the person declines");
        });
    assertThat(key.status(1, again.build())).isEqualTo(0x19);
    key.person(purpose -> true);
    CborMap elsewhere = FidoCase.make("example.com", -7).put(5, descriptors(handle)).build();
    assertThat(key.status(1, elsewhere)).isZero();
  }

  @Test
  void aSilentProbeAsksNobody() throws CborException {
    byte[] handle = id(FidoCase.make(RP, -7));
    key.purposes().clear();
    CborMap silent = options("up", false);
    CborMap found = assertion(get(handle).put(5, silent));
    assertThat(Parsed.of(found.bytes(2).orElseThrow()).flags()).isZero();
    assertThat(key.status(2, get(new byte[64]).put(5, silent).build())).isEqualTo(0x2E);
    assertThat(key.purposes()).isEmpty();
  }

  @Test
  void credentialsFitUntilItIsFull() throws IOException, CborException {
    key = new FidoCase(FidoFeatures.fido20());
    for (int i = 0; i < 25; i++) {
      CborMap user = Cbor.map().put("id", new byte[] {(byte) i}).build();
      id(FidoCase.make(RP, -7).put(3, user).put(7, options("rk", true)));
    }
    CborMap.Builder more =
        FidoCase.make(RP, -7)
            .put(3, Cbor.map().put("id", new byte[] {99}).build())
            .put(7, options("rk", true));
    assertThat(key.status(1, more.build())).isEqualTo(0x28);
    assertThat(key.status(1, FidoCase.make(RP, -7).build())).isZero();
    more.put(3, Cbor.map().put("id", new byte[] {24}).build());
    assertThat(key.status(1, more.build())).isZero();
  }

  @Test
  void theFirstAlgorithmItHasIsTaken() throws CborException, IOException {
    Cbor.Array wanted =
        new Cbor.Array(
            List.of(-65535, -257, -8).stream()
                .<Cbor>map(alg -> Cbor.map().put("alg", alg).put("type", "public-key").build())
                .toList());
    CborMap request = FidoCase.make(RP, -7).put(4, wanted).build();
    key = new FidoCase(FidoFeatures.yubikey57());
    CborMap made = FidoCase.map(key.send(1, request.encode()));
    assertThat(Parsed.of(made.bytes(2).orElseThrow()).key().integer(3)).hasValue(-8);
    assertThat(key.status(1, FidoCase.make(RP, -257).build())).isEqualTo(0x26);
  }

  @Test
  void yubikitUsesAHandleToo() throws IOException, CommandException {
    Ctap2Session session = key.session();
    key.register(session, new byte[] {1}, false, null, null, null);
    Ctap2Session.CredentialData made =
        key.register(session, new byte[] {1}, false, null, null, null);
    byte[] id = Arrays.copyOfRange(made.getAuthenticatorData(), 55, 55 + 64);
    List<Map<String, ?>> list = List.of(Map.of("id", id, "type", "public-key"));
    List<Ctap2Session.AssertionData> used =
        session.getAssertions(RP, HASH, list, null, null, null, null, null);
    assertThat(used).hasSize(1);
    assertThat(used.get(0).getUser()).isNull();
    assertThat(used.get(0).getNumberOfCredentials()).isNull();
  }
}
