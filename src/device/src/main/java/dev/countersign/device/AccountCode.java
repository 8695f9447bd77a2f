package dev.countersign.device;

import java.util.Optional;

/**
 * An account and its code.
 *
 * @param account the account
 * @param code empty where making it would want a touch, move a counter or take a further command
 */
public record AccountCode(CodeAccount account, Optional<Code> code) {}
