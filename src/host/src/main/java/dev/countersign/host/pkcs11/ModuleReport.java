package dev.countersign.host.pkcs11;

import dev.countersign.device.TokenException;
import dev.countersign.host.cryptoki.Ckf;
import dev.countersign.host.cryptoki.Structures.ModuleInfo;
import dev.countersign.host.cryptoki.Structures.SlotInfo;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.util.List;
import java.util.Optional;

/**
 * How a module stands.
 *
 * @param configuration what it is called and where that is said; empty for a file that says nothing
 *     usable
 * @param configured whether it is looked into always, and not for a URI alone that asks for it
 * @param module what it says it is; empty when it cannot be used
 * @param slots its slots with a token
 * @param problem why it cannot be used
 */
public record ModuleReport(
    Optional<ModuleConfiguration> configuration,
    boolean configured,
    Optional<ModuleInfo> module,
    List<Slot> slots,
    Optional<TokenException> problem) {

  /**
   * A slot with a token, which may not be initialised.
   *
   * @param number its number now
   * @param slot what the slot says
   * @param token what the token says
   */
  public record Slot(long number, SlotInfo slot, TokenInfo token) {
    /** Whether the token is ready for use. */
    public boolean initialised() {
      return token.has(Ckf.TOKEN_INITIALIZED);
    }
  }

  /** How many tokens are ready for use. */
  public long tokens() {
    return slots.stream().filter(Slot::initialised).count();
  }

  /** How many are not initialised. */
  public long notInitialised() {
    return slots.size() - tokens();
  }
}
