package dev.countersign.junit.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.Digest;
import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.SignatureAlgorithm;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.junit.ScriptedPins;
import dev.countersign.junit.TestIssuer;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HexFormat;
import java.util.function.Function;
import java.util.stream.Stream;

/** P-256 keys, what they sign, and who judges it. */
public final class Signing {
  private static final SignatureAlgorithm ECDSA = SignatureAlgorithm.ecdsa(Digest.SHA256);
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

  /** Signs the message that {@link #verifies} knows. */
  public static final Function<SigningKey, byte[]> SIGN = key -> key.sign(ECDSA, MESSAGE);

  private Signing() {}

  /** A token with a P-256 key and its certificate in each of these slots. */
  public static VirtualToken token(Profile profile, long serial, String... slots) {
    VirtualToken token =
        VirtualToken.builder(profile).serial(serial).world(World.deterministic(serial)).build();
    SimulatedReaders workshop = new SimulatedReaders();
    workshop.insert(token);
    try (Tokens maker = Tokens.builder().source(workshop).pinEntry(ScriptedPins.factory()).open()) {
      KeyManagement management = maker.find(TokenUri.of("piv")).require(KeyManagement.class);
      for (String slot : slots) {
        TokenUri place = TokenUri.of("piv").with("slot", slot);
        PublicKey made = management.generate(place, KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
        management.putCertificate(place, new TestIssuer().certify(made, "Key in " + slot));
      }
    }
    workshop.remove(token);
    return token;
  }

  /** Signs, and has the JDK verify it. */
  public static void assertSigns(SigningKey key) throws GeneralSecurityException {
    assertThat(verifies(key.publicKey(), SIGN.apply(key))).as("the signature verifies").isTrue();
  }

  /** Whether this is a signature of the message with that key. */
  public static boolean verifies(PublicKey key, byte[] signature) throws GeneralSecurityException {
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(key);
    verifier.update(MESSAGE);
    return verifier.verify(signature);
  }

  /** Tries left for the PIN as the bare card says, without costing one. */
  public static int triesLeft(VirtualToken token) {
    token.powerOn();
    token.transmit(HexFormat.of().parseHex("00A4040009A0000003080000100000"));
    byte[] status = token.transmit(HexFormat.of().parseHex("0020008000"));
    return status[0] == 0x63 ? status[1] & 0x0F : 0;
  }

  /** Sockets that this process has open, to the service and to the virtual reader. */
  public static long openSockets() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(Signing::isSocket).count();
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
