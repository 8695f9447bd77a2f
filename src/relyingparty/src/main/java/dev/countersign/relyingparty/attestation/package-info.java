/** What PIV tokens state of their keys, and whom that statement can be believed. */
@NullMarked
package dev.countersign.relyingparty.attestation;

import org.jspecify.annotations.NullMarked;
