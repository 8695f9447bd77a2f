package dev.countersign.host.pkcs11.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.host.cryptoki.Attribute;
import dev.countersign.host.cryptoki.Cka;
import dev.countersign.host.cryptoki.Ckk;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.pkcs11.configuration.TemplateRule.Operation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationFileTest {
  private static final String SMALLEST = "name = a\nlibrary = /lib/a.so\n";

  private static ModuleConfiguration read(String text) throws ConfigurationException {
    return ConfigurationFile.read(text, "a.cfg");
  }

  @Test
  void whatChoosesModuleSlotAndMechanismsIsTaken() throws Exception {
    ModuleConfiguration module =
        read(
            """
            # a comment
            name = prod   # another
            description = "the first" one
            library = /opt/my hsm/lib.so
            functionList = C_Other
            slot = 0x1F
            enabledMechanisms = {
              CKM_ECDSA  0x40
              66 # decimal
            }
            nssArgs = "configdir='x' flags=readOnly"
            """);

    assertThat(module.name()).isEqualTo("prod");
    assertThat(module.library()).isEqualTo("/opt/my hsm/lib.so");
    assertThat(module.functionList()).isEqualTo("C_Other");
    assertThat(module.slot()).hasValue(31);
    assertThat(module.slotListIndex()).isEmpty();
    assertThat(module.initialisation()).contains("configdir='x' flags=readOnly");
    assertThat(module.enabledMechanisms().orElseThrow())
        .containsExactlyInAnyOrder(Ckm.ECDSA, Ckm.SHA256_RSA_PKCS, Ckm.SHA512_RSA_PKCS);
    assertThat(module.allows(Ckm.ECDSA)).isTrue();
    assertThat(module.allows(Ckm.RSA_PKCS)).isFalse();
    assertThat(module.origin()).isEqualTo("a.cfg");
  }

  @Test
  void disabledMechanismsAreOfNoAccountWhereSomeAreEnabled() throws Exception {
    String disabled = "disabledMechanisms = { CKM_ECDSA }\n";

    assertThat(read(SMALLEST + disabled).allows(Ckm.ECDSA)).isFalse();
    assertThat(read(SMALLEST + disabled).allows(Ckm.RSA_PKCS)).isTrue();
    assertThat(read(SMALLEST + disabled + "enabledMechanisms = { CKM_ECDSA }\n").allows(Ckm.ECDSA))
        .isTrue();
  }

  @Test
  void ownOptionsStandInComments() throws Exception {
    String label = new String("Schlüssel 1".getBytes(StandardCharsets.UTF_8), "ISO-8859-1");
    ModuleConfiguration module =
        read(
            SMALLEST
                + "#countersign: token = "
                + label
                + "  \n"
                + "  # countersign:serial=00 42\n"
                + "# countersign: sessions = 8\n"
                + "# other: x = y\n");

    assertThat(module.token()).contains("Schlüssel 1");
    assertThat(module.serial()).contains("00 42");
    assertThat(module.sessions()).hasValue(8);
  }

  @Test
  void attributesOfNewObjectsAreTakenInOrder() throws Exception {
    ModuleConfiguration module =
        read(
            SMALLEST
                + """
                attributes(*, CKO_PRIVATE_KEY, *) = {
                  CKA_TOKEN = true
                  CKA_SIGN = true CKA_DECRYPT = true
                }
                attributes(generate, CKO_PRIVATE_KEY, CKK_EC) =
                {
                  CKA_DECRYPT = null
                  0x80000 = 0h00ff
                  CKA_MODULUS_BITS = 0x10
                }
                """);

    assertThat(TemplateRule.given(module.templates(), Operation.GENERATE, Cko.PRIVATE_KEY, Ckk.EC))
        .containsExactly(
            Attribute.of(Cka.TOKEN, true),
            Attribute.of(Cka.SIGN, true),
            Attribute.of(0x80000, new byte[] {0, (byte) 0xFF}),
            Attribute.of(Cka.MODULUS_BITS, 16));
    assertThat(TemplateRule.given(module.templates(), Operation.IMPORT, Cko.PRIVATE_KEY, Ckk.EC))
        .contains(Attribute.of(Cka.DECRYPT, true))
        .hasSize(3);
    assertThat(TemplateRule.given(module.templates(), Operation.IMPORT, Cko.SECRET_KEY, Ckk.AES))
        .isEmpty();
  }

  @Test
  void compatibilityIsWhatSunPkcs11MeansByIt() throws Exception {
    ModuleConfiguration module = read(SMALLEST + "attributes = compatibility\n");

    assertThat(
            TemplateRule.given(
                module.templates(), Operation.IMPORT, Cko.SECRET_KEY, Ckk.GENERIC_SECRET))
        .contains(Attribute.of(Cka.SIGN, true), Attribute.of(Cka.EXTRACTABLE, true))
        .doesNotContain(Attribute.of(Cka.ENCRYPT, true));
  }

  @Test
  void systemPropertiesAreFilledIn() throws Exception {
    String folder = System.getProperty("java.io.tmpdir");

    assertThat(read("name = a\nlibrary = ${java.io.tmpdir}${/}a.so").library())
        .isEqualTo(folder + "/a.so");
    assertThat(read("name = ${x}\nlibrary = /${{x}}/${y").library()).isEqualTo("/${{x}}/${y");
    assertThat(read("name = ${x}\nlibrary = /a").name()).isEqualTo("${x}");
  }

  @Test
  void databaseOfNssIsItsModuleWithItsFolder() throws Exception {
    ModuleConfiguration module =
        read(
            """
            name = nss
            nssLibraryDirectory = /nowhere
            nssSecmodDirectory = "/home/o'neil/db"
            nssDbMode = readOnly
            nssModule = keystore
            """);

    assertThat(module.library()).isEqualTo("/nowhere/" + System.mapLibraryName("softokn3"));
    assertThat(module.slot()).hasValue(2);
    assertThat(module.initialisation().orElseThrow())
        .contains("configdir='/home/o\\'neil/db'")
        .contains("flags=readOnly");
  }

  @Test
  void optionsOfSunPkcs11AloneAreReadOver() throws Exception {
    assertThat(
            read(SMALLEST
                    + """
                    showInfo = true
                    handleStartupErrors = ignoreMissingLibrary
                    insertionCheckInterval = 2000
                    keyStoreCompatibilityMode = false
                    explicitCancel = true
                    omitInitialize = false
                    allowSingleThreadedModules = true
                    useEcX963Encoding = true
                    nssOptimizeSpace = false
                    destroyTokenAfterLogout = true
                    allowLegacy = true
                    cleaner.shortInterval = 4000
                    cipherTextStealingVariant = CS1
                    """)
                .library())
        .isEqualTo("/lib/a.so");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nmae = a | line 3 | unknown option 'nmae'",
        "slot 3 | line 3 | '='",
        "slot = x | line 3 | 'x' is no number",
        "slot = 0xFFFFFFFF | line 3 | no number",
        "slot = 1\\nslotListIndex = 0 | line 4 | named once",
        "showInfo = yes | line 3 | true or false",
        "showInfo = | line 3 | true or false is expected",
        "insertionCheckInterval = 99 | line 3 | at least 100",
        "handleStartupErrors = maybe | line 3 | ignoreAll",
        "enabledMechanisms = { CKM_NONE } | line 3 | no mechanism 'CKM_NONE'",
        "enabledMechanisms = {CKM_ECDSA} | line 3 | '{'",
        "enabledMechanisms = { CKM_ECDSA | line 3 | the end of the file",
        "attributes(x, *, *) = { } | line 3 | unknown operation 'x'",
        "attributes(*, CKK_RSA, *) = { } | line 3 | class of objects",
        "attributes(*, *, *) = { CKA_X = true } | line 3 | no attribute 'CKA_X'",
        "attributes(*, *, *) = { CKA_TOKEN = maybe } | line 3 | no value",
        "attributes(*, *, *) = { CKA_ID = 0hxy } | line 3 | hexadecimal",
        "attributes = strict | line 3 | compatibility",
        "nssArgs = x | line 3 | quotes",
        "nssDbMode = some | line 3 | readWrite",
        "nssModule = fips | a.cfg | library",
        "library = relative.so | line 3 | whole path",
        "library = ${no.such.property}/a | line 3 | no.such.property",
        "[section] | line 3 | name of an option",
        "#countersign: tokne = a | line 3 | unknown option 'tokne'",
        "#countersign: token | line 3 | name = value",
        "#countersign: sessions = 0 | line 3 | from 1",
        "#countersign: sessions = 99999999999 | line 3 | from 1"
      })
  void whatIsWrongIsNamedWithItsLine(String line, String place, String reason) {
    assertThatThrownBy(() -> read(SMALLEST + line.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            ConfigurationException.class, e -> assertThat(e.place()).contains(place))
        .hasMessageContaining(reason);
  }

  @Test
  void nameAndLibraryMustBeThere() {
    assertThatThrownBy(() -> read("library = /a")).hasMessageContaining("name is missing");
    assertThatThrownBy(() -> read("name = a")).hasMessageContaining("library is missing");
  }
}
