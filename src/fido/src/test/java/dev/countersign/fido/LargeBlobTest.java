package dev.countersign.fido;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.device.Token;
import dev.countersign.device.TokenException;
import dev.countersign.device.fido.Assertion;
import dev.countersign.device.fido.AssertionRequest;
import dev.countersign.device.fido.AssertionRequest.LargeBlob;
import dev.countersign.device.fido.Ceremony;
import dev.countersign.device.fido.CredentialRequest.Wishes;
import dev.countersign.device.fido.MadeCredential;
import dev.countersign.device.fido.SecurityKey;
import dev.countersign.device.fido.Verification;
import dev.countersign.simulator.fido.FidoFeatures;
import dev.countersign.wire.cbor.Cbor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large blobs are written and read. */
class LargeBlobTest {
  private static final Ceremony CEREMONY = Ceremony.of("test");
  private static final Wishes WISHES =
      new Wishes(
          Optional.empty(), false, false, true, Optional.empty(), false, OptionalInt.empty());

  @Test
  void aLargeBlobIsWrittenAndReadAndTheOneOfAnotherCredentialStays() {
    Token token = new WiredKey(FidoFeatures.yubikey57()).token();
    WiredKey.setPin(token);
    SecurityKey key = token.require(SecurityKey.class);
    MadeCredential one = largeBlob(key, 1);
    MadeCredential two = largeBlob(key, 2);
    byte[] content = "large ".repeat(200).getBytes(StandardCharsets.UTF_8);
    assertThat(blob(key, one, new LargeBlob.Write(content)).largeBlobWritten()).isTrue();
    assertThat(blob(key, two, new LargeBlob.Write(new byte[0])).largeBlobWritten()).isTrue();
    assertThat(blob(key, one, new LargeBlob.Read()).largeBlob()).contains(content);
    assertThat(blob(key, two, new LargeBlob.Read()).largeBlob()).contains(new byte[0]);
  }

  private static MadeCredential largeBlob(SecurityKey key, int user) {
    MadeCredential made = key.make(Requests.stored(Verification.REQUIRED, user, WISHES), CEREMONY);
    assertThat(made.largeBlob()).isTrue();
    return made;
  }

  private static Assertion.Extras blob(SecurityKey key, MadeCredential made, LargeBlob what) {
    AssertionRequest request =
        new AssertionRequest(
            Requests.HASH,
            Requests.RP,
            List.of(made.id()),
            Verification.REQUIRED,
            true,
            List.of(),
            Optional.of(what),
            false);
    return key.prove(request, CEREMONY).get(0).extras();
  }

  @Test
  @Timeout(60)
  void aKeyThatSendsBlobsWithoutEndIsNotFollowed() {
    WiredKey wired = new WiredKey(FidoFeatures.yubikey57());
    Token token = wired.token();
    WiredKey.setPin(token);
    SecurityKey key = token.require(SecurityKey.class);
    MadeCredential made = largeBlob(key, 1);
    wired.plugIn();
    wired.tamper(
        (request, answer) -> {
          if (request[0] == 0x04) {
            return Requests.with(answer, 0x0B, Cbor.integer(Integer.MAX_VALUE));
          } else if (request[0] == 0x0C) {
            int asked = (int) ((Cbor.Int) Requests.members(request).get(1).orElseThrow()).value();
            return Requests.answer(Cbor.map().put(1, new byte[asked]).build());
          }
          return answer;
        });
    assertThatThrownBy(
            () -> blob(wired.token().require(SecurityKey.class), made, new LargeBlob.Read()))
        .isInstanceOf(TokenException.BadResponse.class)
        .hasMessageContaining("more of large blobs");
  }

  @Test
  void whatTheKeyHasNoRoomForIsRefusedBeforeAnythingIsWritten() {
    WiredKey wired = new WiredKey(FidoFeatures.yubikey57());
    Token token = wired.token();
    WiredKey.setPin(token);
    SecurityKey key = token.require(SecurityKey.class);
    MadeCredential made = largeBlob(key, 1);
    byte[] first = {1, 2, 3};
    blob(key, made, new LargeBlob.Write(first));
    byte[] random = new byte[5000];
    new Random(1).nextBytes(random);
    assertThatThrownBy(() -> blob(key, made, new LargeBlob.Write(random)))
        .isInstanceOf(TokenException.Refused.class)
        .hasMessageContaining("4096");
    assertThat(blob(key, made, new LargeBlob.Read()).largeBlob()).contains(first);
  }
}
