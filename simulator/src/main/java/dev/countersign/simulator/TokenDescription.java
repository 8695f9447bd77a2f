package dev.countersign.simulator;

/**
 * A simulated token in a directory. It protects nothing.
 *
 * @param name its name in the directory
 * @param profile the product
 * @param serial the serial number, 0 to 4294967295
 */
public record TokenDescription(String name, Profile profile, long serial) {}
