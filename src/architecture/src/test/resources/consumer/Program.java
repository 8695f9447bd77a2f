package consumer;

import dev.countersign.device.KeyAlgorithm;
import dev.countersign.device.KeyManagement;
import dev.countersign.device.KeyPolicies;
import dev.countersign.device.PinEntry;
import dev.countersign.device.PinRequest;
import dev.countersign.device.Secret;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.jca.CountersignProvider;
import dev.countersign.simulator.Profile;
import dev.countersign.simulator.SimulatedReaders;
import dev.countersign.simulator.VirtualToken;
import dev.countersign.simulator.World;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HexFormat;

/** Signs with a key on a simulated token through java.security and verifies with the JDK. */
public final class Program {
  private Program() {}

  public static void main(String[] arguments) throws Exception {
    VirtualToken card =
        VirtualToken.builder(Profile.YUBIKEY_5_7)
            .serial(12345678L)
            .world(World.deterministic(1))
            .build();
    SimulatedReaders readers = new SimulatedReaders();
    readers.insert(card);
    PinEntry entry = Program::factoryValue;
    try (Tokens tokens = Tokens.builder().source(readers).pinEntry(entry).open()) {
      TokenUri place = TokenUri.parse("piv:serial=12345678;slot=9a");
      PublicKey publicKey =
          tokens
              .find(place)
              .require(KeyManagement.class)
              .generate(place, KeyAlgorithm.P256, KeyPolicies.UNKNOWN);
      byte[] message = "hello".getBytes(StandardCharsets.UTF_8);
      Signature signer = Signature.getInstance("SHA256withECDSA", new CountersignProvider(tokens));
      signer.initSign(tokens.signingKey(place).asPrivateKey());
      signer.update(message);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance("SHA256withECDSA", "SunEC");
      verifier.initVerify(publicKey);
      verifier.update(message);
      System.out.println("SHA256withECDSA " + (verifier.verify(signature) ? "verified" : "WRONG"));
    }
    Module module = Program.class.getModule();
    System.out.println(module.isNamed() ? "in module " + module.getName() : "in an unnamed module");
  }

  private static Secret factoryValue(PinRequest request) {
    if (request.kind() == PinRequest.Kind.MANAGEMENT_KEY) {
      return Secret.copyOf(HexFormat.of().parseHex("0102030405060708".repeat(3)));
    }
    return Secret.copyOf("123456".getBytes(StandardCharsets.US_ASCII));
  }
}
