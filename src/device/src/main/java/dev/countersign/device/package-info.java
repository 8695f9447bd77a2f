/**
 * Tokens, whatever they are: what is attached ({@link dev.countersign.device.Tokens}), how one is
 * named ({@link dev.countersign.device.TokenUri}), what it can do (capabilities such as {@link
 * dev.countersign.device.SigningKeys}), how a PIN and a touch are asked for, and what can go wrong
 * ({@link dev.countersign.device.TokenException}).
 */
@NullMarked
package dev.countersign.device;

import org.jspecify.annotations.NullMarked;
