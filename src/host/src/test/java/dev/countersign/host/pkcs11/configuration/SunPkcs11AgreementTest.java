package dev.countersign.host.pkcs11.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidParameterException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SunPKCS11 of this JDK reads, we read, and what it refuses we refuse. */
class SunPkcs11AgreementTest {
  /** Words that files are made of, some of them wrong. */
  private static final List<String> WORDS =
      Arrays.asList(
          ("name library description slot slotListIndex enabledMechanisms disabledMechanisms"
                  + " attributes showInfo = = = = ( ) , { } \n \n \n \n 1 0x1 0xG -1 true false"
                  + " null compatibility * * generate import CKO_PRIVATE_KEY CKO_DATA CKK_RSA"
                  + " CKK_EC CKM_RSA_PKCS CKM_NONE CKA_TOKEN CKA_SIGN 0h00ff \"a\" \" # \\ a /a.so"
                  + " handleStartupErrors halt ignoreAll insertionCheckInterval 100 functionList"
                  + " omitInitialize explicitCancel keyStoreCompatibilityMode nssArgs é @")
              .split(" "));

  private static final List<String> MODELS =
      List.of(
          "name = a \n library = /nowhere/a.so \n",
          "name = a \n library = /nowhere/a.so b \n slot = 1 \n",
          "name = a \n library = /nowhere/a.so \n attributes ( * , CKO_PRIVATE_KEY , * ) = { \n"
              + " CKA_TOKEN = true \n CKA_SIGN = null } \n",
          "library = /nowhere/a.so \n name = a \n enabledMechanisms = { CKM_RSA_PKCS 0x1 \n } \n",
          "name = a \n"
              + " library = /nowhere/a.so \n"
              + " attributes = compatibility \n"
              + " showInfo = true \n");

  @TempDir Path folder;

  /** Whether it says something, the missing module aside. */
  private boolean readBySun(Path file) {
    Provider sun = Security.getProvider("SunPKCS11");
    try {
      sun.configure(file.toString());
      return true;
    } catch (InvalidParameterException e) {
      return false;
    } catch (ProviderException | UnsupportedOperationException e) {
      return true; // it was read, and the module is missing
    }
  }

  private static boolean readByUs(Path file) {
    return ConfigurationFiles.read(List.of(file)).problems().isEmpty();
  }

  @Test
  void aFileIsReadByBothOrByNeither() throws Exception {
    Random random = new Random(11);
    Path file = folder.resolve("a.cfg");
    int read = 0;
    int refused = 0;
    for (int round = 0; round < 600; round++) {
      List<String> words =
          new ArrayList<>(
              Arrays.asList(MODELS.get(random.nextInt(MODELS.size())).split("(?<=\n) *| +")));
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(words.size());
        String word = WORDS.get(random.nextInt(WORDS.size()));
        switch (random.nextInt(3)) {
          case 0 -> words.set(at, word);
          case 1 -> words.add(at, word);
          default -> words.remove(at);
        }
      }
      String text = String.join(" ", words);
      Files.writeString(file, text, StandardCharsets.ISO_8859_1);
      boolean bySun = readBySun(file);
      assertThat(readByUs(file))
          .as("%s%n%s", text, ConfigurationFiles.read(List.of(file)).problems())
          .isEqualTo(bySun);
      read += bySun ? 1 : 0;
      refused += bySun ? 0 : 1;
    }
    assertThat(read).isGreaterThan(100);
    assertThat(refused).isGreaterThan(100);
  }
}
