package com.example;

import dev.countersign.relyingparty.code.CodeResult;
import dev.countersign.relyingparty.code.Enrolment;
import dev.countersign.relyingparty.code.TotpDevice;
import dev.countersign.relyingparty.code.TotpProfile;
import dev.countersign.relyingparty.code.TotpVerifier;
import dev.countersign.relyingparty.jdbc.JdbcStateStore;
import dev.countersign.wire.oath.OtpauthUri;
import java.time.InstantSource;
import javax.sql.DataSource;

/** The second factor of a login; every node of the service has one, over the same database. */
final class SecondFactor {
  private final TotpVerifier verifier;

  SecondFactor(DataSource database, InstantSource clock) {
    verifier = new TotpVerifier(TotpProfile.STRICT, new JdbcStateStore(database), clock);
  }

  /** The text of the QR code for a new seed of Enrolment.newSeed; show it once, and wipe it. */
  char[] qrText(String user, byte[] seed) {
    try (OtpauthUri uri = Enrolment.uri(device(user), "Example", user, seed)) {
      return uri.format();
    }
  }

  /** Two codes, one after the other: from now on the device counts. */
  boolean enrol(String user, byte[] seed, String first, String second) {
    return verifier.synchronise(device(user), seed, first, second).accepted();
  }

  /** After the password was right. One sentence for every refusal. */
  String login(String user, byte[] seed, String code) {
    CodeResult result = verifier.verify(device(user), seed, code);
    return result.accepted() ? "Welcome." : "That code cannot be accepted. Wait for the next one.";
  }

  private static TotpDevice device(String user) {
    return TotpDevice.usual("user/" + user);
  }
}
