package dev.countersign.cli.otp;

import dev.countersign.card.otp.SlotConfiguration;
import dev.countersign.device.Secret;
import java.util.List;

/**
 * What a slot is programmed to, with the secrets in it.
 *
 * @param configuration what the token is told
 * @param line what a file holds from which the same can be programmed again
 * @param effect what the slot does from now on, to follow its name
 * @param secrets what is wiped in the end
 */
record SlotContent(
    SlotConfiguration configuration, Secret line, String effect, List<Secret> secrets)
    implements AutoCloseable {

  @Override
  public void close() {
    line.close();
    secrets.forEach(Secret::close);
  }
}
