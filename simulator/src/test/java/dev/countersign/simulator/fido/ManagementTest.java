package dev.countersign.simulator.fido;

import static dev.countersign.simulator.fido.FidoCase.HASH;
import static dev.countersign.simulator.fido.FidoCase.PIN;
import static dev.countersign.simulator.fido.FidoCase.RP;
import static dev.countersign.simulator.fido.FidoCase.thrown;
import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.core.util.Pair;
import com.yubico.yubikit.fido.ctap.ClientPin;
import com.yubico.yubikit.fido.ctap.CredentialManagement;
import com.yubico.yubikit.fido.ctap.Ctap2Session;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials managed, as yubikit does it; tokens and their permissions. */
class ManagementTest {
  private static final int MANAGE = 4;

  private FidoCase key;

  @BeforeEach
  void open() throws IOException, CommandException {
    key = new FidoCase(FidoFeatures.yubikey57());
    key.pin(2).setPin(PIN);
  }

  private byte[] token(int version, int permissions, @Nullable String rpId)
      throws IOException, CommandException {
    return key.pin(version).getPinToken(PIN, permissions, rpId);
  }

  private CredentialManagement management(int version, @Nullable String rpId)
      throws IOException, CommandException {
    return new CredentialManagement(
        key.session(), FidoCase.protocol(version), token(version, MANAGE, rpId));
  }

  private void register(String rpId, int user) throws IOException, CommandException {
    byte[] signature = FidoCase.protocol(2).authenticate(token(2, 1, rpId), HASH);
    CborMap request =
        FidoCase.make(rpId, -7)
            .put(3, Cbor.map().put("id", new byte[] {(byte) user}).put("name", "n").build())
            .put(7, Cbor.map().put("rk", true).build())
            .put(8, signature)
            .put(9, 2)
            .build();
    assertThat(key.status(1, request)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void credentialsAreListedRenamedAndDeleted(int version) throws IOException, CommandException {
    assertThat(thrown(() -> management(version, null).enumerateRps())).isIn(0, 0x2E);
    register(RP, 1);
    register(RP, 2);
    register("example.com", 1);
    CredentialManagement management = management(version, null);
    assertThat(management.getMetadata().getExistingResidentCredentialsCount()).isEqualTo(3);
    assertThat(management.getMetadata().getMaxPossibleRemainingResidentCredentialsCount())
        .isEqualTo(97);
    List<CredentialManagement.RpData> parties = management.enumerateRps();
    assertThat(parties)
        .<Object>extracting(one -> one.getRp().get("id"))
        .containsExactly(RP, "example.com");
    List<CredentialManagement.CredentialData> found =
        management.enumerateCredentials(parties.get(0).getRpIdHash());
    assertThat(found).hasSize(2);
    Map<String, ?> id = found.get(0).getCredentialId();
    management.updateUserInformation(id, Map.of("id", new byte[] {1}, "name", "renamed"));
    assertThat(thrown(() -> management.updateUserInformation(id, Map.of("id", new byte[] {2}))))
        .isEqualTo(0x02);
    assertThat(
            management
                .enumerateCredentials(parties.get(0).getRpIdHash())
                .get(0)
                .getUser()
                .get("name"))
        .isEqualTo("renamed");
    management.deleteCredential(id);
    assertThat(thrown(() -> management.deleteCredential(id))).isEqualTo(0x2E);
    assertThat(management.getMetadata().getExistingResidentCredentialsCount()).isEqualTo(2);
    assertThat(key.session().getInfo().getRemainingDiscoverableCredentials()).isEqualTo(98);
  }

  @Test
  void aTokenOfOneRelyingPartyReachesNoOther() throws IOException, CommandException {
    register(RP, 1);
    register("example.com", 1);
    CredentialManagement mine = management(2, RP);
    assertThat(thrown(mine::getMetadata)).isEqualTo(0x33);
    assertThat(thrown(mine::enumerateRps)).isEqualTo(0x33);
    byte[] theirs = Hashes.ofRpId("example.com");
    assertThat(thrown(() -> mine.enumerateCredentials(theirs))).isEqualTo(0x33);
    byte[] nobodys = Hashes.ofRpId("example.net");
    assertThat(thrown(() -> mine.enumerateCredentials(nobodys))).isEqualTo(0x33);
    assertThat(mine.enumerateCredentials(Hashes.ofRpId(RP))).hasSize(1);
    byte[] other = key.state().credentials().get(1).id();
    assertThat(thrown(() -> mine.deleteCredential(Map.of("id", other, "type", "public-key"))))
        .isEqualTo(0x33);
    assertThat(key.state().credentials()).hasSize(2);
    assertThat(key.status(0x0A, nobodysListed(token(2, MANAGE, null)))).isEqualTo(0x2E);
  }

  private static CborMap nobodysListed(byte[] token) {
    CborMap parameters = Cbor.map().put(1, Hashes.ofRpId("example.net")).build();
    byte[] message = Parsed.join(new byte[] {4}, parameters.encode());
    byte[] signature = FidoCase.protocol(2).authenticate(token, message);
    return Cbor.map().put(1, 4).put(2, parameters).put(3, 2).put(4, signature).build();
  }

  @Test
  void nextWithoutABeginIsRefused() throws IOException, CommandException {
    register(RP, 1);
    for (int subcommand : new int[] {3, 5}) {
      assertThat(key.status(0x0A, Cbor.map().put(1, subcommand).build())).isEqualTo(0x30);
    }
    assertThat(key.status(0x0A, Cbor.map().put(1, 1).build())).isEqualTo(0x36);
    assertThat(key.status(0x0A, Cbor.map().put(1, 8).build())).isEqualTo(0x3E);
    assertThat(key.status(0x41, Cbor.map().put(1, 7).build())).isEqualTo(0x3E);
    assertThat(key.status(0x0A, Cbor.map().build())).isEqualTo(0x14);
  }

  @Test
  void theOldCommandTakesATokenWithoutPermissions() throws IOException, CommandException {
    register(RP, 1);
    Ctap2Session session = key.session();
    byte[] token = legacyToken(session);
    byte[] signature = FidoCase.protocol(1).authenticate(token, new byte[] {2});
    CborMap request = Cbor.map().put(1, 2).put(3, 1).put(4, signature).build();
    assertThat(key.status(0x0A, request)).isEqualTo(0x33);
    assertThat(key.status(0x41, request)).isZero();
  }

  /** A token by the subcommand of FIDO 2.0; yubikit's arithmetic, our bytes. */
  private byte[] legacyToken(Ctap2Session session) throws IOException, CommandException {
    ClientPin pin = new ClientPin(session, FidoCase.protocol(1));
    Pair<Map<Integer, ?>, byte[]> agreed = pin.getSharedSecret();
    byte[] hash =
        Arrays.copyOf(Hashes.sha256(new String(PIN).getBytes(StandardCharsets.UTF_8)), 16);
    CborMap cose =
        Cbor.map()
            .put(1, 2)
            .put(3, -25)
            .put(-1, 1)
            .put(-2, (byte[]) agreed.first.get(-2))
            .put(-3, (byte[]) agreed.first.get(-3))
            .build();
    CborMap request =
        Cbor.map()
            .put(1, 1)
            .put(2, 5)
            .put(3, cose)
            .put(6, FidoCase.protocol(1).encrypt(agreed.second, hash))
            .build();
    try {
      byte[] encrypted = FidoCase.map(key.send(6, request.encode())).bytes(2).orElseThrow();
      return FidoCase.protocol(1).decrypt(agreed.second, encrypted);
    } catch (CborException e) {
      throw new AssertionError(e);
    }
  }

  /** [CTAP2.1] 6.5.5.7.2: permissions that nobody has defined are ignored. */
  @Test
  void aPermissionThatIsNoneGivesNothing() throws IOException, CommandException {
    assertThat(thrown(() -> token(2, 0x48, null))).isEqualTo(0x40);
    assertThat(thrown(() -> token(2, 8, null))).isEqualTo(0x40);
    assertThat(thrown(() -> token(2, 1, null))).isEqualTo(0x14);
    byte[] token = token(2, 0x40 | MANAGE, null);
    new CredentialManagement(key.session(), FidoCase.protocol(2), token).getMetadata();
    byte[] none = token(2, 0x40, null);
    CredentialManagement management =
        new CredentialManagement(key.session(), FidoCase.protocol(2), none);
    assertThat(thrown(management::getMetadata)).isEqualTo(0x33);
  }

  @Test
  void aTokenIsForOneCeremony() throws IOException, CommandException {
    byte[] token = token(2, 3, RP);
    byte[] signature = FidoCase.protocol(2).authenticate(token, HASH);
    CborMap.Builder probe =
        Cbor.map()
            .put(1, RP)
            .put(2, HASH)
            .put(5, Cbor.map().put("up", false).build())
            .put(6, signature)
            .put(7, 2);
    assertThat(key.status(2, probe.build())).isEqualTo(0x2E);
    CborMap.Builder make = FidoCase.make(RP, -7).put(8, signature).put(9, 2);
    CborMap elsewhere = FidoCase.make("example.com", -7).put(8, signature).put(9, 2).build();
    assertThat(key.status(1, elsewhere)).isEqualTo(0x33);
    CborMap otherProtocol = FidoCase.make(RP, -7).put(8, signature).put(9, 1).build();
    assertThat(key.status(1, otherProtocol)).isEqualTo(0x33);
    assertThat(key.status(1, make.build())).isZero();
    assertThat(key.status(1, make.build())).isEqualTo(0x33);
    assertThat(key.status(2, probe.build())).isEqualTo(0x33);
  }

  @Test
  void aTokenGrowsOldAndDiesWithPower() throws IOException, CommandException {
    CborMap.Builder make = FidoCase.make(RP, -7).put(9, 2);
    byte[] unused = FidoCase.protocol(2).authenticate(token(2, 1, RP), HASH);
    key.clock().advance(Duration.ofSeconds(31));
    assertThat(key.status(1, make.put(8, unused).build())).isEqualTo(0x33);
    byte[] powered = FidoCase.protocol(2).authenticate(token(2, 1, RP), HASH);
    key.powerCycle();
    assertThat(key.status(1, make.put(8, powered).build())).isEqualTo(0x33);
    byte[] replaced = FidoCase.protocol(2).authenticate(token(2, 1, RP), HASH);
    token(2, 1, RP);
    assertThat(key.status(1, make.put(8, replaced).build())).isEqualTo(0x33);
    byte[] lasting = token(2, MANAGE, null);
    CredentialManagement management =
        new CredentialManagement(key.session(), FidoCase.protocol(2), lasting);
    management.getMetadata();
    key.clock().advance(Duration.ofMinutes(9));
    management.getMetadata();
    key.clock().advance(Duration.ofMinutes(2));
    assertThat(thrown(management::getMetadata)).isEqualTo(0x33);
  }

  @Test
  void withAPinACredentialThatIsKeptNeedsIt() {
    CborMap kept = FidoCase.make(RP, -7).put(7, Cbor.map().put("rk", true).build()).build();
    assertThat(key.status(1, kept)).isEqualTo(0x36);
    assertThat(key.status(1, FidoCase.make(RP, -7).build())).isZero();
    assertThat(key.status(1, FidoCase.make(RP, -7).put(8, new byte[0]).build())).isEqualTo(0x31);
    assertThat(key.status(1, FidoCase.make(RP, -7).put(8, new byte[32]).build())).isEqualTo(0x14);
    assertThat(key.status(1, FidoCase.make(RP, -7).put(8, new byte[32]).put(9, 3).build()))
        .isEqualTo(0x02);
    assertThat(key.status(1, FidoCase.make(RP, -7).put(8, new byte[16]).put(9, 2).build()))
        .isEqualTo(0x33);
  }
}
