/** Cryptoki ([PKCS11-BASE]) as Java methods: one PKCS#11 module and its sessions, nothing above. */
@NullMarked
package dev.countersign.host.cryptoki;

import org.jspecify.annotations.NullMarked;
