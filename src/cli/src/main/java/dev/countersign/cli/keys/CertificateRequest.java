package dev.countersign.cli.keys;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.ResultFile;
import dev.countersign.cli.TokenSession;
import dev.countersign.cli.keyfiles.Pem;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenUri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a certification request ([RFC2986] 4). */
@Command(
    name = "request",
    description = "Write a certificate request (PKCS#10), signed by the key, for a CA.",
    footer = {
      "%nExample:",
      "  countersign keys certificate request piv:slot=9a --subject CN=alice --out alice.csr"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CertificateRequest implements Callable<Integer> {
  private final Invocation invocation;

  @Parameters(paramLabel = "URI", description = "The key.")
  private TokenUri uri;

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "NAME",
      description = "The subject: CN=alice,O=Example.")
  private String subject;

  @Option(names = "--dns", paramLabel = "HOST", description = "A host name; may be repeated.")
  private List<String> hosts = List.of();

  @Option(names = "--email", paramLabel = "ADDRESS", description = "An address; may be repeated.")
  private List<String> addresses = List.of();

  @Option(
      names = "--public-key",
      paramLabel = "FILE",
      description =
          "The public half of the key, as keys generate wrote it: for cards that do not tell it.")
  private @Nullable Path publicKey;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it; standard output when left out.")
  private @Nullable Path out;

  CertificateRequest(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    X500Name name = SubjectName.parse(subject);
    try (TokenSession session = invocation.open()) {
      SigningKey key = SlotKey.find(invocation, session, uri, publicKey);
      PKCS10CertificationRequestBuilder builder =
          new JcaPKCS10CertificationRequestBuilder(name, key.publicKey());
      addNames(builder);
      byte[] request = builder.build(new TokenSigner(key)).getEncoded();
      ResultFile.write(
          invocation.out(),
          out,
          Pem.encode("CERTIFICATE REQUEST", request).getBytes(StandardCharsets.US_ASCII));
    }
    return 0;
  }

  // [RFC5280] 4.2.1.6 within the attribute extensionRequest
  private void addNames(PKCS10CertificationRequestBuilder builder) throws IOException {
    if (hosts.isEmpty() && addresses.isEmpty()) {
      return;
    }
    GeneralName[] names = new GeneralName[hosts.size() + addresses.size()];
    int next = 0;
    for (String host : hosts) {
      names[next++] = new GeneralName(GeneralName.dNSName, host);
    }
    for (String address : addresses) {
      names[next++] = new GeneralName(GeneralName.rfc822Name, address);
    }
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
  }
}
