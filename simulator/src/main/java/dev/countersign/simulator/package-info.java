/**
 * Simulated tokens and the world around them. A simulated token protects nothing: its keys and PINs
 * lie in plain memory or plain files.
 */
@NullMarked
package dev.countersign.simulator;

import org.jspecify.annotations.NullMarked;
