package dev.countersign.simulator;

import dev.countersign.wire.Tlv;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.BlockCipher;

/** Another Java process that does something with a token directory until it is killed. */
final class OtherProcess {
  private OtherProcess() {}

  static Process start(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // starts faster
    command.add("-cp");
    command.add(classPath());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String classPath() {
    return String.join(
        File.pathSeparator,
        Stream.of(
                VirtualToken.class,
                OtherProcess.class,
                Tlv.class,
                BlockCipher.class,
                X509CertificateHolder.class,
                MiscObjectIdentifiers.class)
            .map(OtherProcess::location)
            .toList());
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Opens a token and keeps it. */
  static final class Keeper {
    private Keeper() {}

    public static void main(String[] arguments) throws Exception {
      try {
        TokenDirectory.at(Path.of(arguments[0])).open(arguments[1]);
      } catch (IOException e) {
        System.out.println(e.getMessage());
        return;
      }
      System.out.println("open");
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  /** Guesses the PIN wrong once, then right, and says after each answer what it was, for ever. */
  static final class Guesser {
    private Guesser() {}

    public static void main(String[] arguments) throws Exception {
      VirtualToken token = TokenDirectory.at(Path.of(arguments[0])).open(arguments[1]);
      TestCard card = new TestCard(token).select();
      while (true) {
        System.out.println(card.send("0020008008393939393939FFFF"));
        System.out.println(card.send("0020008008" + TestCard.PIN));
      }
    }
  }
}
