package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** No security key is there, or none can be seen. */
class FidoNoKeyTest extends FidoCase {

  @Test
  void whereNoKeyIsTheListIsEmptyAndTheRestFails() {
    Cli.Result list = fido("list");
    assertThat(list.code()).isZero();
    assertThat(list.out()).isEmpty();
    assertThat(list.err()).contains("No security key is attached");
    assertThat(ok("list --json").replaceAll("\\s+", "")).isEqualTo("{\"keys\":[]}");
    for (String line : List.of("info", "pin set", "credentials list", "reset --yes")) {
      refuses(line, 3, "no reader and no token is attached");
    }
  }

  @Test
  void whereNoReaderCanBeSeenNoKeyOnUsbIsSaidToo() {
    cli.readers = new NoService();
    Cli.Result list = fido("list");
    assertThat(list.code()).isZero();
    assertThat(list.out()).isEmpty();
    assertThat(list.err())
        .contains("No security key was found; looked on USB (")
        .contains("the smart card service cannot be reached", "systemctl start pcscd");
    assertThat(ok("list --json").replaceAll("\\s+", "")).isEqualTo("{\"keys\":[]}");
    refuses(
        "info",
        3,
        "no token fits fido:; looked on USB (",
        "the smart card service cannot be reached",
        "Plug one in",
        "systemctl start pcscd");
  }
}
