package dev.countersign.host.pkcs11;

import dev.countersign.host.cryptoki.Structures.MechanismInfo;
import dev.countersign.host.cryptoki.Structures.ModuleInfo;
import dev.countersign.host.cryptoki.Structures.SlotInfo;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import dev.countersign.host.pkcs11.configuration.ModuleConfiguration;
import java.util.List;

/**
 * Capability: what a token, its slot and its module say of themselves now. Needs no PIN.
 *
 * @param configuration the module, and how it was configured
 * @param module what the module says it is
 * @param slot the number of the slot
 * @param slotInfo what the slot says
 * @param token what the token says
 * @param mechanisms what it can do, in its own order
 */
public record Pkcs11Details(
    ModuleConfiguration configuration,
    ModuleInfo module,
    long slot,
    SlotInfo slotInfo,
    TokenInfo token,
    List<Mechanism> mechanisms) {

  /**
   * One thing that it can do.
   *
   * @param type one of {@link dev.countersign.host.cryptoki.Ckm}, or a vendor's
   */
  public record Mechanism(long type, MechanismInfo info) {}
}
