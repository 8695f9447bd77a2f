package dev.countersign.simulator;

import dev.countersign.simulator.card.CardSystem;
import dev.countersign.simulator.hid.CtapHidDevice;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What of a product other programs talk to.
 *
 * @param card the card
 * @param button what it types when the slot of a number is touched; nothing where there are none
 * @param hid the security key on USB; empty when it is none
 */
record CardAssembly(CardSystem card, IntFunction<String> button, Optional<CtapHidDevice> hid) {}
