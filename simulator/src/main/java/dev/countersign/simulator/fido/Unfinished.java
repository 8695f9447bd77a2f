package dev.countersign.simulator.fido;

/** What one message began and the next one may go on with; any other message ends it. */
sealed interface Unfinished permits PendingAssertions, PendingListing, PendingBlobs {}
