package dev.countersign.host.hid;

import dev.countersign.host.pcsc.PcscDiagnosis.Finding;
import dev.countersign.host.pcsc.PcscDiagnosis.Level;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is right and wrong with access to security keys on USB.
 *
 * @param findings first the system, then one for each key
 */
public record HidDiagnosis(List<Finding> findings) {
  static final String UDEV_REMEDY =
      "udev has to give it to the user: systemd does so since version 244 for whoever is logged in"
          + " at the machine itself; for others copy native-config/70-countersign-fido.rules to"
          + " /etc/udev/rules.d, join the group plugdev, and plug the key in again";

  static final String CONTAINER_REMEDY =
      "give the container the device (docker run --device), or run outside of it";

  private static final String SUBJECT = "USB security keys";

  /** Keeps the list as it is now. */
  public HidDiagnosis {
    findings = List.copyOf(findings);
  }

  /** Looks at what is plugged in. Sends nothing to any key, and opens none. */
  public static HidDiagnosis examine() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.contains("linux")) {
      return examine(HidrawTree.ofThisSystem(), HidrawNode::accessible);
    }
    try (HidSource source = new HidDevices()) {
      return examine(source, system.startsWith("windows"));
    }
  }

  static HidDiagnosis examine(HidrawTree tree, Predicate<HidrawNode> accessible) {
    List<HidrawNode> nodes;
    try {
      nodes = tree.nodes();
    } catch (ChannelException e) {
      return unseen(e, "run where /sys is mounted");
    }
    List<Finding> found = new ArrayList<>();
    for (HidrawNode node : nodes) {
      node.fidoReports().ifPresent(reports -> found.add(of(node, reports, accessible)));
    }
    found.add(0, summary("among %d HID devices".formatted(nodes.size()), found.size()));
    return new HidDiagnosis(found);
  }

  private static Finding of(
      HidrawNode node, FidoReports reports, Predicate<HidrawNode> accessible) {
    HidrawUevent told = node.uevent();
    String what = describe(told.product(), told.vendorId(), told.productId());
    if (!reports.usual()) {
      return new Finding(
          Level.WARNING,
          node.name(),
          "%s has %s, which Countersign does not speak".formatted(what, reports),
          Optional.of("use this key by NFC if it can do that"));
    }
    if (!Files.exists(node.file())) {
      return problem(
          node,
          what + " is there, but this system or container has not its file",
          CONTAINER_REMEDY);
    }
    return accessible.test(node)
        ? new Finding(Level.OK, node.name(), what, Optional.empty())
        : problem(node, what + " is there, and this user may not open it", UDEV_REMEDY);
  }

  private static Finding problem(HidrawNode node, String message, String remedy) {
    return new Finding(Level.PROBLEM, node.name(), message, Optional.of(remedy));
  }

  static HidDiagnosis examine(HidSource source, boolean windows) {
    List<Finding> found = new ArrayList<>();
    try {
      for (HidDevice device : source.devices()) {
        String what = describe(device.product(), device.vendorId(), device.productId());
        found.add(new Finding(Level.OK, device.name(), what, Optional.empty()));
      }
    } catch (ChannelException e) {
      return unseen(e, "use keys by NFC");
    }
    int keys = found.size();
    if (windows) {
      found.add(
          0,
          new Finding(
              Level.WARNING,
              SUBJECT,
              "Windows lets administrators only open them",
              Optional.of(HidDevices.WINDOWS_REFUSAL)));
    }
    found.add(0, summary("through hidapi", keys));
    return new HidDiagnosis(found);
  }

  private static HidDiagnosis unseen(ChannelException problem, String remedy) {
    return new HidDiagnosis(
        List.of(
            new Finding(Level.WARNING, SUBJECT, "" + problem.getMessage(), Optional.of(remedy))));
  }

  private static Finding summary(String how, int keys) {
    String count = keys == 0 ? "none is" : keys == 1 ? "one is" : keys + " are";
    return new Finding(
        Level.OK, SUBJECT, "%s attached, seen %s".formatted(count, how), Optional.empty());
  }

  private static String describe(String product, int vendorId, int productId) {
    return "%s (%04x:%04x)"
        .formatted(product.isEmpty() ? "a security key" : product, vendorId, productId);
  }

  /** Whether every key that is plugged in may be used, as far as can be seen. */
  public boolean healthy() {
    return findings.stream().noneMatch(finding -> finding.level() == Level.PROBLEM);
  }
}
