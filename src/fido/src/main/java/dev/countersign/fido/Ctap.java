package dev.countersign.fido;

/** What messages over cards and over USB have in common ([CTAP2.1] 6). */
final class Ctap {
  /** The scheme of the URIs of security keys. */
  static final String KIND = "fido";

  private Ctap() {}
}
