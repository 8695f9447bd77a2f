/**
 * What every token behind a PKCS#11 module does, written once as interfaces with test methods. A
 * test class implements {@link Pkcs11Contract} and says in {@link ModuleContract#bench()} which
 * token is meant.
 */
@NullMarked
package dev.countersign.junit.contract.pkcs11;

import org.jspecify.annotations.NullMarked;
