package dev.countersign.simulator.fido;

import static dev.countersign.simulator.fido.FidoCase.PIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.yubico.yubikit.core.application.CommandException;
import com.yubico.yubikit.fido.ctap.ClientPin;
import com.yubico.yubikit.fido.ctap.Ctap2Session;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials made and used, as yubikit does it. */
class CeremonyTest {
  private FidoCase key;

  @BeforeEach
  void open() throws IOException {
    key = new FidoCase(FidoFeatures.securityKey());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void accountsAreFoundTheNewestFirst(int version) throws IOException, CommandException {
    ClientPin pin = key.pin(version);
    pin.setPin(PIN);
    Ctap2Session session = key.session();
    for (byte user = 1; user <= 3; user++) {
      byte[] token = pin.getPinToken(PIN, 1, FidoCase.RP);
      byte[] signature = FidoCase.protocol(version).authenticate(token, FidoCase.HASH);
      key.register(session, new byte[] {user}, true, null, signature, version);
    }
    byte[] token = pin.getPinToken(PIN, 2, FidoCase.RP);
    byte[] signature = FidoCase.protocol(version).authenticate(token, FidoCase.HASH);
    List<Ctap2Session.AssertionData> found =
        session.getAssertions(
            FidoCase.RP, FidoCase.HASH, null, null, null, signature, version, null);
    assertThat(found).hasSize(3);
    assertThat(found.get(0).getNumberOfCredentials()).isEqualTo(3);
    assertThat(found)
        .<Object>extracting(one -> one.getUser().get("name"))
        .containsExactly("name 3", "name 2", "name 1");
  }

  @Test
  void aHandleIsUsedByTheOneWhoGotIt() throws IOException, CommandException {
    Ctap2Session session = key.session();
    Ctap2Session.CredentialData made =
        key.register(session, new byte[] {1}, false, null, null, null);
    assertThat(made.getFormat()).isEqualTo("packed");
  }
}
