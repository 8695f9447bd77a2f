/** CloudFront signed URLs and signed cookies: making them with a token key, and verifying them. */
@NullMarked
package dev.countersign.aws.cloudfront;

import org.jspecify.annotations.NullMarked;
