/**
 * Simulated tokens and security keys for tests: annotate a test with {@link SimulatedToken} or
 * {@link SimulatedSecurityKey} and take what it needs as parameters.
 */
@NullMarked
package dev.countersign.junit;

import org.jspecify.annotations.NullMarked;
