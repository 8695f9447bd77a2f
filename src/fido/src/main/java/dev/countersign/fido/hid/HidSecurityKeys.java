package dev.countersign.fido.hid;

import dev.countersign.device.Lane;
import dev.countersign.device.Ports;
import dev.countersign.device.Token;
import dev.countersign.device.TokenEvent;
import dev.countersign.device.TokenException;
import dev.countersign.device.TokenSource;
import dev.countersign.device.TokenUri;
import dev.countersign.device.Tokens;
import dev.countersign.fido.ctap.KeyToken;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.ChannelSource;
import dev.countersign.wire.HidDevice;
import dev.countersign.wire.HidSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The security keys on USB, from all sources of such devices. */
public final class HidSecurityKeys implements TokenSource {
  private final Map<Place, Entry> entries = new HashMap<>(); // guarded by this
  private final Consumer<String> trace;
  private @Nullable List<HidSource> sources; // guarded by this

  /** Those of the sources that {@link ServiceLoader} finds; they are looked for at first use. */
  public HidSecurityKeys() {
    this(null, line -> {});
  }

  /** Those of these sources, which are closed with this. */
  public HidSecurityKeys(List<HidSource> sources) {
    this(List.copyOf(sources), line -> {});
  }

  private HidSecurityKeys(@Nullable List<HidSource> sources, Consumer<String> trace) {
    this.sources = sources;
    this.trace = trace;
  }

  /**
   * Keys of the same sources, to be used instead of these, with a trace of what goes over their
   * channels. It has nothing that is secret in it: of no message more than command and length.
   *
   * @param lines where the lines go, without line ends
   */
  public synchronized HidSecurityKeys traced(Consumer<String> lines) {
    return new HidSecurityKeys(sources, lines);
  }

  private record Place(HidSource source, String name) {}

  private record Entry(HidReader reader, Lane lane, Token token) {}

  @Override
  public String kind() {
    return KeyToken.KIND;
  }

  @Override
  public synchronized Found look(Optional<TokenUri> wanted, Ports ports) {
    List<Token> tokens = new ArrayList<>();
    List<Tokens.Unusable> unusable = new ArrayList<>();
    List<String> looked = new ArrayList<>();
    Set<Place> there = new HashSet<>();
    for (HidSource source : sources()) {
      try {
        for (HidDevice device : source.devices()) {
          Place place = new Place(source, device.name());
          there.add(place);
          tokens.add(entry(place, device, ports).token());
        }
        looked.add("USB (%s)".formatted(source.name()));
      } catch (ChannelException e) {
        unusable.add(new Tokens.Unusable(source.name(), unavailable(source, e)));
      }
    }
    if (unusable.isEmpty()) {
      forgetOthers(there);
    }
    return new Found(tokens, List.of(), unusable, looked);
  }

  @Override
  public synchronized ChannelSource.Watch watch(Consumer<TokenEvent> listener) {
    List<ChannelSource.Watch> running =
        sources().stream()
            .map(
                source ->
                    source.watch(event -> listener.accept(TokenEvent.of(source.name(), event))))
            .toList();
    return () -> running.forEach(ChannelSource.Watch::close);
  }

  private List<HidSource> sources() {
    List<HidSource> known = sources;
    if (known == null) {
      known =
          ServiceLoader.load(HidSource.class).stream().map(ServiceLoader.Provider::get).toList();
      sources = known;
    }
    return known;
  }

  private Entry entry(Place place, HidDevice device, Ports ports) {
    Entry known = entries.get(place);
    if (known != null && same(known.reader().device(), device)) {
      known.reader().device(device);
      return known;
    }
    if (known != null) {
      known.lane().close();
    }
    HidReader reader = new HidReader(device, ports.random(), trace);
    Lane lane = new Lane(reader);
    Token token = KeyToken.onUsb(lane, ports, device.product(), reader.yubiKey(), device.serial());
    Entry entry = new Entry(reader, lane, token);
    entries.put(place, entry);
    return entry;
  }

  private static boolean same(HidDevice one, HidDevice other) {
    return one.vendorId() == other.vendorId()
        && one.productId() == other.productId()
        && one.product().equals(other.product())
        && one.serial().equals(other.serial());
  }

  private void forgetOthers(Set<Place> there) {
    entries
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !there.contains(entry.getKey());
              if (gone) {
                entry.getValue().lane().close();
              }
              return gone;
            });
  }

  private static TokenException unavailable(HidSource source, ChannelException e) {
    return new TokenException.Unavailable(
        source.name(),
        "list security keys",
        "devices on USB cannot be listed: " + e.getMessage(),
        "run countersign doctor",
        e);
  }

  @Override
  public synchronized void close() {
    entries.values().forEach(entry -> entry.lane().close());
    entries.clear();
    List<HidSource> known = sources;
    if (known != null) {
      known.forEach(HidSource::close);
    }
  }
}
