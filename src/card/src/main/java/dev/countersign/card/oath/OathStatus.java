package dev.countersign.card.oath;

import java.util.OptionalInt;

/**
 * What an OATH application says of itself.
 *
 * @param version its version: {@code 5.7.4}
 * @param deviceId stands for this application until its next reset, as the maker's tools show it
 * @param passwordSet whether a password protects it
 * @param capacity how many accounts it holds at most, as far as its make is known
 */
public record OathStatus(
    String version, String deviceId, boolean passwordSet, OptionalInt capacity) {}
