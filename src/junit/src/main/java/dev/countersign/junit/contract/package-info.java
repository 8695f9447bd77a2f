/**
 * What every PIV token does, written once as interfaces with test methods. A test class implements
 * {@link PivContract} and says in {@link TokenContract#bench()} which token is meant.
 */
@NullMarked
package dev.countersign.junit.contract;

import org.jspecify.annotations.NullMarked;
