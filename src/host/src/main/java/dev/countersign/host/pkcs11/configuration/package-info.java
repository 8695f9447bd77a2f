/** Which PKCS#11 modules there are and how each is to be used. */
@NullMarked
package dev.countersign.host.pkcs11.configuration;

import org.jspecify.annotations.NullMarked;
