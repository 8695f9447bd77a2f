package dev.countersign.card.piv;

import java.util.List;

/**
 * What {@link PivAdministration#setUp} did.
 *
 * @param pinChanged whether the PIN was changed
 * @param pukChanged whether the PUK was changed
 * @param managementKeyProtected whether the token now has a random management key that only the PIN
 *     gives access to
 * @param chuidWritten whether a card holder unique identifier was written, there being none
 * @param cccWritten whether a card capability container was written, there being none
 * @param remarks what was left as it was and why, one sentence each
 */
public record SetupResult(
    boolean pinChanged,
    boolean pukChanged,
    boolean managementKeyProtected,
    boolean chuidWritten,
    boolean cccWritten,
    List<String> remarks) {}
