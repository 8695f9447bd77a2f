/**
 * Simulated tokens for tests: annotate a test with {@link SimulatedToken} and take what it needs as
 * parameters.
 */
@NullMarked
package dev.countersign.junit;

import org.jspecify.annotations.NullMarked;
