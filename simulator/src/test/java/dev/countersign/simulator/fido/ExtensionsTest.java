package dev.countersign.simulator.fido;

import static dev.countersign.simulator.fido.FidoCase.HASH;
import static dev.countersign.simulator.fido.FidoCase.PIN;
import static dev.countersign.simulator.fido.FidoCase.RP;
import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.core.util.Pair;
import com.yubico.yubikit.fido.ctap.ClientPin;
import com.yubico.yubikit.fido.ctap.Config;
import com.yubico.yubikit.fido.ctap.Ctap2Session;
import com.yubico.yubikit.fido.ctap.PinUvAuthProtocol;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Extensions of credentials and assertions ([CTAP2.1] 12), and large blobs. */
class ExtensionsTest {
  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    key = new FidoCase(FidoFeatures.yubikey57());
  }

  private static CborMap.Builder make(CborMap extensions, boolean discoverable) {
    return FidoCase.make(RP, -7)
        .put(6, extensions)
        .put(7, Cbor.map().put("rk", discoverable).build());
  }

  private Parsed made(CborMap extensions, boolean discoverable) throws CborException {
    byte[] answer = key.send(1, make(extensions, discoverable).build().encode());
    return Parsed.of(FidoCase.map(answer).bytes(2).orElseThrow());
  }

  private static CborMap.Builder get(byte[] id, CborMap extensions) {
    Cbor descriptor = Cbor.map().put("id", id).put("type", "public-key").build();
    return Cbor.map().put(1, RP).put(2, HASH).put(3, Cbor.Array.of(descriptor)).put(4, extensions);
  }

  private CborMap verifiedGet(CborMap.Builder request) throws IOException, CommandException {
    byte[] token = key.pin(2).getPinToken(PIN, 2, RP);
    return request.put(6, FidoCase.protocol(2).authenticate(token, HASH)).put(7, 2).build();
  }

  private CborMap hmacInput(
      PinUvAuthProtocol protocol, byte[] secret, Map<Integer, ?> peer, byte[] salts) {
    byte[] encrypted = protocol.encrypt(secret, salts);
    CborMap cose =
        Cbor.map()
            .put(1, 2)
            .put(3, -25)
            .put(-1, 1)
            .put(-2, (byte[]) peer.get(-2))
            .put(-3, (byte[]) peer.get(-3))
            .build();
    CborMap.Builder input =
        Cbor.map().put(1, cose).put(2, encrypted).put(3, protocol.authenticate(secret, encrypted));
    if (protocol.getVersion() == 2) {
      input.put(4, 2);
    }
    return input.build();
  }

  @ParameterizedTest
  @CsvSource({"1,true,32", "1,false,64", "2,true,64", "2,false,32"})
  void hmacSecretIsTheSameEachTime(int version, boolean discoverable, int bytes)
      throws IOException, CommandException, CborException {
    Parsed made = made(Cbor.map().put("hmac-secret", true).build(), discoverable);
    assertThat(made.outputs().isTrue("hmac-secret")).isTrue();
    key.pin(2).setPin(PIN);
    byte[] salts = new byte[bytes];
    Arrays.fill(salts, (byte) 3);
    PinUvAuthProtocol protocol = FidoCase.protocol(version);
    Pair<Map<Integer, ?>, byte[]> agreed = key.pin(version).getSharedSecret();
    CborMap input = hmacInput(protocol, agreed.second, agreed.first, salts);
    CborMap extensions = Cbor.map().put("hmac-secret", input).build();
    byte[] first = secrets(protocol, agreed.second, get(made.id(), extensions).build());
    assertThat(first).hasSize(bytes);
    assertThat(secrets(protocol, agreed.second, get(made.id(), extensions).build()))
        .isEqualTo(first);
    byte[] verified = secrets(protocol, agreed.second, verifiedGet(get(made.id(), extensions)));
    assertThat(verified).hasSize(bytes).isNotEqualTo(first);
    if (bytes == 64) {
      assertThat(Arrays.copyOf(first, 32)).isEqualTo(Arrays.copyOfRange(first, 32, 64));
    }
    CborMap silent = get(made.id(), extensions).put(5, Cbor.map().put("up", false).build()).build();
    assertThat(key.status(2, silent)).isEqualTo(0x2B);
  }

  private byte[] secrets(PinUvAuthProtocol protocol, byte[] secret, CborMap request)
      throws CborException {
    byte[] data = FidoCase.map(key.send(2, request.encode())).bytes(2).orElseThrow();
    byte[] encrypted = Parsed.of(data).outputs().bytes("hmac-secret").orElseThrow();
    return protocol.decrypt(secret, encrypted);
  }

  @Test
  void hmacSecretRefusesWhatNobodySigned() throws IOException, CommandException, CborException {
    Parsed made = made(Cbor.map().put("hmac-secret", true).build(), false);
    Pair<Map<Integer, ?>, byte[]> agreed = key.pin(2).getSharedSecret();
    CborMap good = hmacInput(FidoCase.protocol(2), agreed.second, agreed.first, new byte[32]);
    byte[] signature = good.bytes(3).orElseThrow();
    signature[31] ^= 1;
    assertThat(hmacStatus(made, change(good, 3, Cbor.bytes(signature)))).isEqualTo(0x33);
    byte[] half = Arrays.copyOf(good.bytes(3).orElseThrow(), 16);
    assertThat(hmacStatus(made, change(good, 3, Cbor.bytes(half)))).isEqualTo(0x33);
    assertThat(
            hmacStatus(
                made, hmacInput(FidoCase.protocol(2), agreed.second, agreed.first, new byte[48])))
        .isEqualTo(0x03);
    assertThat(hmacStatus(made, change(good, 4, Cbor.integer(3)))).isEqualTo(0x02);
    CborMap noPoint =
        Cbor.map()
            .put(1, 2)
            .put(3, -25)
            .put(-1, 1)
            .put(-2, new byte[32])
            .put(-3, new byte[32])
            .build();
    assertThat(hmacStatus(made, change(good, 1, noPoint))).isEqualTo(0x02);
    Parsed without = made(Cbor.map().build(), false);
    byte[] answer =
        key.send(
            2, get(without.id(), Cbor.map().put("hmac-secret", good).build()).build().encode());
    assertThat(Parsed.of(FidoCase.map(answer).bytes(2).orElseThrow()).outputs().isEmpty()).isTrue();
  }

  private int hmacStatus(Parsed made, CborMap input) {
    return key.status(2, get(made.id(), Cbor.map().put("hmac-secret", input).build()).build());
  }

  private static CborMap change(CborMap map, long at, Cbor value) {
    CborMap.Builder changed = Cbor.map();
    map.entries().forEach((name, old) -> changed.put(((Cbor.Int) name).value(), old));
    return changed.put(at, value).build();
  }

  @ParameterizedTest
  @CsvSource({"1,true,true", "2,false,true", "3,false,false"})
  void protectionHidesFromWhoIsNotVerified(int level, boolean unlisted, boolean listed)
      throws IOException, CommandException, CborException {
    Parsed made = made(Cbor.map().put("credProtect", level).build(), true);
    assertThat(made.outputs().integer("credProtect")).hasValue(level);
    key.pin(2).setPin(PIN);
    CborMap none = Cbor.map().build();
    CborMap.Builder anybody = Cbor.map().put(1, RP).put(2, HASH);
    assertThat(key.status(2, anybody.build())).isEqualTo(unlisted ? 0 : 0x2E);
    assertThat(key.status(2, get(made.id(), none).build())).isEqualTo(listed ? 0 : 0x2E);
    CborMap excluded = FidoCase.make(RP, -7).put(5, excludeList(made.id())).build();
    assertThat(key.status(1, excluded)).isEqualTo(listed ? 0x19 : 0);
    assertThat(key.status(2, verifiedGet(anybody))).isZero();
  }

  private static Cbor excludeList(byte[] id) {
    return Cbor.Array.of(Cbor.map().put("id", id).put("type", "public-key").build());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, -1})
  void protectionHasThreeLevels(int level) {
    CborMap extensions = Cbor.map().put("credProtect", level).build();
    assertThat(key.status(1, make(extensions, false).build())).isEqualTo(0x2C);
  }

  @Test
  void aBlobIsKeptWithACredentialThatIsKept() throws CborException {
    byte[] blob = {1, 2, 3};
    CborMap extensions = Cbor.map().put("credBlob", blob).build();
    CborMap wanted = Cbor.map().put("credBlob", true).build();
    Parsed kept = made(extensions, true);
    assertThat(kept.outputs().isTrue("credBlob")).isTrue();
    byte[] answer = key.send(2, get(kept.id(), wanted).build().encode());
    Parsed used = Parsed.of(FidoCase.map(answer).bytes(2).orElseThrow());
    assertThat(used.outputs().bytes("credBlob")).contains(blob);
    Parsed notKept = made(extensions, false);
    assertThat(notKept.outputs().get("credBlob")).contains(Cbor.bool(false));
    Parsed tooLong = made(Cbor.map().put("credBlob", new byte[33]).build(), true);
    assertThat(tooLong.outputs().get("credBlob")).contains(Cbor.bool(false));
  }

  @Test
  void theKeyOfALargeBlobStays() throws CborException {
    CborMap wanted = Cbor.map().put("largeBlobKey", true).build();
    CborMap made = FidoCase.map(key.send(1, make(wanted, true).build().encode()));
    byte[] blobKey = made.bytes(5).orElseThrow();
    assertThat(blobKey).hasSize(32);
    byte[] id = Parsed.of(made.bytes(2).orElseThrow()).id();
    CborMap used = FidoCase.map(key.send(2, get(id, wanted).build().encode()));
    assertThat(used.bytes(7)).contains(blobKey);
    CborMap unasked = FidoCase.map(key.send(2, get(id, Cbor.map().build()).build().encode()));
    assertThat(unasked.bytes(7)).isEmpty();
    assertThat(key.status(1, make(wanted, false).build())).isEqualTo(0x2C);
    CborMap no = Cbor.map().put("largeBlobKey", false).build();
    assertThat(key.status(1, make(no, true).build())).isEqualTo(0x2C);
  }

  @Test
  void theShortestPinIsToldToWhoMayKnow() throws IOException, CommandException, CborException {
    CborMap wanted = Cbor.map().put("minPinLength", true).build();
    assertThat(made(wanted, false).outputs().isEmpty()).isTrue();
    key.pin(2).setPin(PIN);
    byte[] token = key.pin(2).getPinToken(PIN, 0x20, null);
    new Config(key.session(), FidoCase.protocol(2), token).setMinPinLength(5, List.of(RP), null);
    assertThat(made(wanted, false).outputs().integer("minPinLength")).hasValue(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void largeBlobsAreWrittenInPieces(int version) throws IOException, CommandException {
    Ctap2Session session = key.session();
    ClientPin pin = new ClientPin(session, FidoCase.protocol(version));
    pin.setPin(PIN);
    byte[] content = new byte[3000];
    Arrays.fill(content, (byte) 0x40);
    byte[] array = Parsed.join(content, Arrays.copyOf(Hashes.sha256(content), 16));
    byte[] token = pin.getPinToken(PIN, 0x10, null);
    int piece = 1216;
    for (int at = 0; at < array.length; at += piece) {
      byte[] fragment = Arrays.copyOfRange(array, at, Math.min(at + piece, array.length));
      byte[] signature = FidoCase.protocol(version).authenticate(token, message(at, fragment));
      session.largeBlobs(at, null, fragment, at == 0 ? array.length : null, signature, version);
    }
    assertThat(session.largeBlobs(1216, 1216, null, null, null, null).get(1))
        .isEqualTo(Arrays.copyOfRange(array, 1216, 2432));
    assertThat(session.largeBlobs(2432, 1216, null, null, null, null).get(1))
        .isEqualTo(Arrays.copyOfRange(array, 2432, array.length));
    assertThat(key.state().largeBlobs()).isEqualTo(array);
  }

  private static byte[] message(int offset, byte[] fragment) {
    byte[] head = new byte[34];
    Arrays.fill(head, 0, 32, (byte) 0xFF);
    head[32] = 0x0C;
    byte[] number = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(offset).array();
    return Parsed.join(head, number, Hashes.sha256(fragment));
  }

  private int blobs(CborMap.Builder request) {
    return key.status(0x0C, request.build());
  }

  @Test
  void largeBlobsAreRefusedWhenTheyAreNotRight() throws CborException {
    byte[] before =
        FidoCase.map(key.send(0x0C, Cbor.map().put(1, 64).put(3, 0).build().encode()))
            .bytes(1)
            .orElseThrow();
    assertThat(before).hasSize(17);
    assertThat(blobs(Cbor.map().put(1, 64))).isEqualTo(0x02);
    assertThat(blobs(Cbor.map().put(3, 0))).isEqualTo(0x02);
    assertThat(blobs(Cbor.map().put(1, 1).put(2, new byte[1]).put(3, 0))).isEqualTo(0x02);
    assertThat(blobs(Cbor.map().put(1, 1).put(3, 18))).isEqualTo(0x02);
    assertThat(blobs(Cbor.map().put(1, 1217).put(3, 0))).isEqualTo(0x03);
    assertThat(blobs(Cbor.map().put(1, 1217).put(3, 18))).isEqualTo(0x03);
    assertThat(blobs(Cbor.map().put(2, new byte[20]).put(3, 0).put(4, 4097))).isEqualTo(0x18);
    assertThat(blobs(Cbor.map().put(2, new byte[20]).put(3, 0).put(4, 16))).isEqualTo(0x02);
    assertThat(blobs(Cbor.map().put(2, new byte[20]).put(3, 0).put(4, 19))).isEqualTo(0x02);
    assertThat(blobs(Cbor.map().put(2, new byte[20]).put(3, 20))).isEqualTo(0x04);
    assertThat(blobs(Cbor.map().put(2, new byte[20]).put(3, 0).put(4, 20))).isEqualTo(0x3D);
    assertThat(blobs(Cbor.map().put(2, new byte[20]).put(3, 0).put(4, 40))).isZero();
    assertThat(key.status(4, new byte[0])).isZero();
    assertThat(blobs(Cbor.map().put(2, new byte[20]).put(3, 20))).isEqualTo(0x04);
    byte[] after =
        FidoCase.map(key.send(0x0C, Cbor.map().put(1, 64).put(3, 0).build().encode()))
            .bytes(1)
            .orElseThrow();
    assertThat(after).isEqualTo(before);
  }

  @Test
  void withAPinLargeBlobsNeedIt() throws IOException, CommandException {
    key.pin(2).setPin(PIN);
    CborMap.Builder write = Cbor.map().put(2, new byte[20]).put(3, 0).put(4, 20);
    assertThat(blobs(write)).isEqualTo(0x36);
    assertThat(blobs(write.put(5, new byte[32]).put(6, 2))).isEqualTo(0x33);
  }
}
