package dev.countersign.host.pkcs11.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds, it is a module or a {@link ConfigurationException} that names it. */
class ConfigurationFileFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            "name = a\nlibrary = /a.so\nslot = 1\n",
            "name = \"a b\"\nlibrary = /a \"b\" ${user.home}${/}x\nslotListIndex = 0x2",
            "name=a library=/x\nenabledMechanisms = {\nCKM_ECDSA 0x1 7 }\n",
            "name=a\nlibrary=/x\nattributes(*,CKO_SECRET_KEY,CKK_AES)={\nCKA_TOKEN=true\n}",
            "attributes = compatibility\nattributes(import,*,0x3) =\n{ 0x5 = null 7 = 0h00FF }",
            "name=n\nnssLibraryDirectory = /l\nnssSecmodDirectory = /d\nnssDbMode = noDb",
            "name=n\nlibrary=/l\nnssArgs = \"configdir='x\\101'\"\n#countersign: token = t",
            "#countersign: sessions = 8\n# countersign: serial = 1\nname=a\nlibrary=/$ISA/x",
            "name = ${{x}}\nlibrary = /${{x}}/${unknown}")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @MethodSource("seeds")
  @FuzzTest
  void isAModuleOrAProblem(byte[] input) {
    try {
      ModuleConfiguration module =
          ConfigurationFile.read(new String(input, StandardCharsets.ISO_8859_1), "f.cfg");
      assertThat(module.library()).isNotEmpty();
      assertThat(module.origin()).isEqualTo("f.cfg");
    } catch (ConfigurationException e) {
      assertThat(e.getMessage()).isNotBlank();
      assertThat(e.place()).startsWith("f.cfg");
    }
  }
}
