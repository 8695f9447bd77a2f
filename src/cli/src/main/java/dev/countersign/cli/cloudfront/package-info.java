/** {@code countersign cloudfront}: signed URLs and cookies. */
@NullMarked
package dev.countersign.cli.cloudfront;

import org.jspecify.annotations.NullMarked;
