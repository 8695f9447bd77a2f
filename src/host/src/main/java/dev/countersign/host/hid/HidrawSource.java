package dev.countersign.host.hid;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidChannel;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The security keys that Linux shows as {@code /dev/hidraw0} and so on. */
final class HidrawSource implements HidSource {
  private final HidrawTree tree;
  private final HidrawLink.Opener opener;
  private final Connections connections = new Connections();

  HidrawSource() {
    this(HidrawTree.ofThisSystem(), HidrawLink::open);
  }

  HidrawSource(HidrawTree tree, HidrawLink.Opener opener) {
    this.tree = tree;
    this.opener = opener;
  }

  @Override
  public String name() {
    return "hidraw";
  }

  @Override
  public List<HidDevice> devices() throws ChannelException {
    connections.requireOpen();
    List<HidDevice> devices = new ArrayList<>();
    for (HidrawNode node : tree.nodes()) {
      Optional<FidoReports> reports = node.fidoReports();
      Optional<String> identity = reports.flatMap(known -> node.identity());
      if (reports.isPresent() && identity.isPresent()) {
        devices.add(new Key(node, identity.get(), reports.get()));
      }
    }
    return devices;
  }

  private List<HidWatch.Sighting> look() throws ChannelException {
    List<HidWatch.Sighting> sightings = new ArrayList<>();
    for (HidrawNode node : tree.nodes()) {
      node.fidoReports()
          .flatMap(reports -> node.identity())
          .map(identity -> new HidWatch.Sighting(node.name(), identity, node.accessible()))
          .ifPresent(sightings::add);
    }
    return sightings;
  }

  @Override
  public ChannelSource.Watch watch(Consumer<ChannelEvent> listener) {
    return connections.watch(name(), this::look, listener);
  }

  @Override
  public void close() {
    connections.close();
  }

  private HidChannel connect(HidrawNode node, String identity, FidoReports reports)
      throws ChannelException {
    connections.requireOpen();
    if (!node.identity().equals(Optional.of(identity))
        || !node.fidoReports().equals(Optional.of(reports))) {
      throw Removal.of(node.name(), null); // another device may have its number by now
    }
    if (!reports.usual()) {
      throw new ChannelException(
          ChannelException.Kind.PROTOCOL,
          "the security key at %s has %s; 512 bits each way without numbers are supported"
              .formatted(node.name(), reports));
    }
    try {
      HidrawLink link = opener.open(node.file());
      return connections.add(
          HidrawChannel.over(node.name(), link, HidrawChannel.FAREWELL, connections::forget));
    } catch (AccessDeniedException e) {
      throw new ChannelException(
          ChannelException.Kind.SERVICE,
          "this user may not open %s; %s".formatted(node.name(), HidDiagnosis.UDEV_REMEDY),
          e);
    } catch (IOException e) {
      throw node.identity().isEmpty() ? Removal.of(node.name(), e) : unopened(node, e);
    }
  }

  private static ChannelException unopened(HidrawNode node, IOException problem) {
    String reason =
        problem instanceof NoSuchFileException // whose message is the name of the file
            ? "the kernel has the device, but this system or container has not its file"
            : "" + problem.getMessage();
    return new ChannelException(
        ChannelException.Kind.SERVICE,
        "%s cannot be opened: %s".formatted(node.name(), reason),
        problem);
  }

  private final class Key implements HidDevice {
    private final HidrawNode node;
    private final String identity;
    private final FidoReports reports;
    private final HidrawUevent uevent;

    Key(HidrawNode node, String identity, FidoReports reports) {
      this.node = node;
      this.identity = identity;
      this.reports = reports;
      this.uevent = node.uevent();
    }

    @Override
    public String name() {
      return node.name();
    }

    @Override
    public String product() {
      return uevent.product();
    }

    @Override
    public int vendorId() {
      return uevent.vendorId();
    }

    @Override
    public int productId() {
      return uevent.productId();
    }

    @Override
    public Optional<String> serial() {
      return uevent.serial();
    }

    @Override
    public HidChannel connect() throws ChannelException {
      return HidrawSource.this.connect(node, identity, reports);
    }

    @Override
    public String toString() {
      return node.name();
    }
  }
}
