package dev.countersign.wire;

/**
 * A program that has a card to itself.
 *
 * @param program who it is, for a person: {@code scdaemon (process 4711)}
 * @param certain whether no other program can be meant
 * @param remedy what to do about it, one sentence without its full stop
 */
public record Holder(String program, boolean certain, String remedy) {}
