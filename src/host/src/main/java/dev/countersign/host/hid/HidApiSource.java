package dev.countersign.host.hid;

import dev.countersign.wire.ChannelEvent;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidChannel;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The security keys of a system where hidapi has to be asked: macOS and Windows. */
final class HidApiSource implements HidSource {
  private static final int FIDO_PAGE = 0xF1D0;
  private static final int FIDO_USAGE = 1;

  private final Supplier<NativeHid> loader;
  private final String refusal;
  private final Connections connections = new Connections();
  private final Object guard = new Object();
  private @Nullable NativeHid library;

  /**
   * A source; nothing is loaded yet.
   *
   * @param loader loads the library, or throws a {@link LinkageError}
   * @param refusal why this system may refuse to open a key, for a person
   */
  HidApiSource(Supplier<NativeHid> loader, String refusal) {
    this.loader = loader;
    this.refusal = refusal;
  }

  @Override
  public String name() {
    return "hidapi";
  }

  @Override
  public List<HidDevice> devices() throws ChannelException {
    connections.requireOpen();
    return keys().stream().<HidDevice>map(Key::new).toList();
  }

  private List<NativeHid.Entry> keys() throws ChannelException {
    // One at a time: the library keeps a list of its own meanwhile.
    synchronized (guard) {
      return library().enumerate().stream()
          .filter(entry -> entry.usagePage() == FIDO_PAGE && entry.usage() == FIDO_USAGE)
          .toList();
    }
  }

  private NativeHid library() throws ChannelException {
    synchronized (guard) {
      if (library == null) {
        try {
          library = loader.get();
        } catch (LinkageError e) {
          throw new ChannelException(
              ChannelException.Kind.SERVICE,
              "security keys on USB cannot be reached here: " + e.getMessage(),
              e);
        }
      }
      return library;
    }
  }

  @Override
  public ChannelSource.Watch watch(Consumer<ChannelEvent> listener) {
    return connections.watch(
        name(),
        () ->
            keys().stream()
                .map(entry -> new HidWatch.Sighting(entry.path(), entry.path(), true))
                .toList(),
        listener);
  }

  @Override
  public void close() {
    connections.close();
  }

  private HidChannel connect(String path) throws ChannelException {
    connections.requireOpen();
    Optional<NativeHid.Handle> handle = library().open(path);
    if (handle.isPresent()) {
      return connections.add(new HidApiChannel(path, handle.get(), connections::forget));
    }
    throw keys().stream().anyMatch(entry -> entry.path().equals(path))
        ? new ChannelException(
            ChannelException.Kind.SERVICE,
            "the system does not let %s be opened; %s".formatted(path, refusal))
        : Removal.of(path, null);
  }

  private final class Key implements HidDevice {
    private final NativeHid.Entry entry;

    Key(NativeHid.Entry entry) {
      this.entry = entry;
    }

    @Override
    public String name() {
      return entry.path();
    }

    @Override
    public String product() {
      return DeviceText.clean(entry.product());
    }

    @Override
    public int vendorId() {
      return entry.vendorId();
    }

    @Override
    public int productId() {
      return entry.productId();
    }

    @Override
    public Optional<String> serial() {
      return Optional.of(DeviceText.clean(entry.serial())).filter(serial -> !serial.isEmpty());
    }

    @Override
    public HidChannel connect() throws ChannelException {
      return HidApiSource.this.connect(entry.path());
    }

    @Override
    public String toString() {
      return name();
    }
  }
}
