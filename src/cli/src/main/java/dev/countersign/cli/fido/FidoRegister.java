package dev.countersign.cli.fido;

import dev.countersign.cli.Invocation;
import dev.countersign.device.fido.Cancellation;
import dev.countersign.fido.webauthn.Page;
import dev.countersign.fido.webauthn.WebAuthnClient;
import picocli.CommandLine.Command;

/** Registers a key with a relying party, as a browser does. */
@Command(
    name = "register",
    description = {
      "Register a security key with a relying party: options in, a response out, both in the JSON"
          + " that browsers have.",
      "The options are those of navigator.credentials.create ("
          + "PublicKeyCredentialCreationOptionsJSON), the response is RegistrationResponseJSON.",
    },
    footer = {
      "%nExamples:",
      "  countersign fido register --options options.json --origin https://example.org",
      "  curl -s .../begin | countersign fido register --options - --origin https://example.org \\",
      "      --pin-file pin.txt | curl -s .../finish --json @-"
    })
final class FidoRegister extends PageCeremony {
  FidoRegister(Invocation invocation) {
    super(invocation, "register it");
  }

  @Override
  String respond(WebAuthnClient client, String json, Page page, Cancellation cancellation) {
    return client.register(json, page, cancellation);
  }
}
