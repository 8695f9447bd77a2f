package dev.countersign.junit.contract;

/**
 * Everything that a token for one-time codes does through the device API, whatever its make and
 * however it is attached. What a token does not claim to do it must refuse as unsupported.
 */
public interface CodeContract extends CodeVectorContract, CodeAccountContract {}
