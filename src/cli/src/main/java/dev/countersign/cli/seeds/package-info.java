/** Seeds of code accounts as issuers hand them out: otpauth URIs, base32, PSKC files, QR codes. */
@NullMarked
package dev.countersign.cli.seeds;

import org.jspecify.annotations.NullMarked;
