package dev.countersign.cli;

import dev.countersign.cli.cloudfront.CloudFrontCommand;
import dev.countersign.cli.demo.DemoCommand;
import dev.countersign.cli.fido.FidoCommand;
import dev.countersign.cli.keys.KeysCommand;
import dev.countersign.cli.manual.CompletionCommand;
import dev.countersign.cli.manual.ManualCommand;
import dev.countersign.cli.mfa.MfaCommand;
import dev.countersign.cli.otp.OtpCommand;
import dev.countersign.cli.piv.PivCommand;
import dev.countersign.cli.pkcs11.Pkcs11Command;
import dev.countersign.cli.signature.SignCommand;
import dev.countersign.cli.signature.VerifyCommand;
import dev.countersign.cli.simulated.SimulatorCommand;
import dev.countersign.cli.tls.TlsCommand;
import dev.countersign.cli.tokens.DoctorCommand;
import dev.countersign.cli.tokens.TokensCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The tree of commands. Only the branch that the arguments name is built, since reading the
 * annotations of all of them would take longer than most of them run.
 */
final class CommandTree {
  private static final Map<String, Supplier<Class<?>>> BRANCHES = branches();

  private CommandTree() {}

  private static Map<String, Supplier<Class<?>>> branches() {
    Map<String, Supplier<Class<?>>> branches = new LinkedHashMap<>();
    branches.put("demo", () -> DemoCommand.class);
    branches.put("doctor", () -> DoctorCommand.class);
    branches.put("tokens", () -> TokensCommand.class);
    branches.put("simulator", () -> SimulatorCommand.class);
    branches.put("piv", () -> PivCommand.class);
    branches.put("pkcs11", () -> Pkcs11Command.class);
    branches.put("keys", () -> KeysCommand.class);
    branches.put("mfa", () -> MfaCommand.class);
    branches.put("otp", () -> OtpCommand.class);
    branches.put("fido", () -> FidoCommand.class);
    branches.put("sign", () -> SignCommand.class);
    branches.put("verify", () -> VerifyCommand.class);
    branches.put("cloudfront", () -> CloudFrontCommand.class);
    branches.put("tls", () -> TlsCommand.class);
    branches.put("completion", () -> CompletionCommand.class);
    branches.put("manual", () -> ManualCommand.class);
    return branches;
  }

  /** The commands that are needed for these arguments, ready to execute them. */
  static CommandLine build(
      Surroundings surroundings, GlobalOptions options, ErrorReport errors, String... arguments) {
    Invocation invocation = new Invocation(surroundings, options);
    CommandLine.IFactory factory = new CommandFactory(invocation);
    CommandLine root = new CommandLine(new Root(options), factory);
    // An argument that merely looks like a name costs a branch too many, no more.
    Set<String> named =
        Arrays.stream(arguments).filter(BRANCHES::containsKey).collect(Collectors.toSet());
    BRANCHES.forEach(
        (name, type) -> {
          if (named.isEmpty() || named.contains(name)) {
            root.addSubcommand(name, new CommandLine(type.get(), factory));
          }
        });
    HelpLayout.apply(root);
    Conversions.register(root);
    root.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    root.setExecutionExceptionHandler(errors);
    root.setParameterExceptionHandler(errors);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setAllowSubcommandsAsOptionParameters(true); // a token may be named demo
    return root;
  }

  /** The command itself. */
  @Command(
      name = "countersign",
      description = "Makes MFA codes and signatures with keys that never leave a hardware token.",
      footer = {
        "%nExamples:",
        "  countersign demo                                   a tour, without any token",
        "  countersign tokens                                 what is attached",
        "  countersign mfa add AWS:alice                      store the seed of an MFA device",
        "  countersign mfa code AWS:alice                     its code",
        "  countersign keys generate piv:slot=9a --algorithm rsa2048 --out cdn.pem",
        "  countersign cloudfront sign-url https://cdn.example.com/1.mp4 --key piv:slot=9a \\",
        "      --key-pair-id K2JCJMDEHXQW5F --expires 2h",
        "%nKeys are named by URIs; parts that are not needed to tell them apart may be left out:",
        "piv:serial=12345678;slot=9c (quote the semicolon for the shell), or piv:slot=9c."
      },
      version = "countersign " + Countersign.VERSION)
  @SuppressWarnings("UnusedVariable") // picocli reads the fields
  static final class Root {
    @Mixin private final GlobalOptions options;

    @CommandLine.Option(names = "--version", versionHelp = true, description = "Show the version.")
    private boolean version;

    Root(GlobalOptions options) {
      this.options = options;
    }
  }
}
