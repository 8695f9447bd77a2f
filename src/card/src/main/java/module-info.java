/** Card protocols: ISO 7816-4 APDUs, PIV, OATH and OTP. */
@SuppressWarnings("module") // fido is built after this
module dev.countersign.card {
  requires static org.jspecify;
  requires transitive dev.countersign.device;
  requires transitive dev.countersign.wire;

  exports dev.countersign.card.apdu;
  exports dev.countersign.card.application to
      dev.countersign.fido;
  exports dev.countersign.card.oath;
  exports dev.countersign.card.otp;
  exports dev.countersign.card.piv;

  provides dev.countersign.device.TokenDriver with
      dev.countersign.card.piv.PivDriver,
      dev.countersign.card.oath.OathDriver,
      dev.countersign.card.otp.OtpDriver;
}
