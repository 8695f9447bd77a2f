package dev.countersign.host.time;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.net.DatagramSocketFactory;
import org.apache.commons.net.ntp.NTPUDPClient;

/** A time server that is asked by SNTP ([RFC5905] 14): one packet there, one back. */
public final class SntpSource implements TimeSource {
  private final TimeServer server;
  private final Duration timeout;
  private final Resolver resolver;

  /** Finds the address of a name. */
  @FunctionalInterface
  interface Resolver {
    InetAddress resolve(String host) throws UnknownHostException;
  }

  /**
   * A source.
   *
   * @param timeout how long the name may be looked up, and then how long the answer is waited for
   */
  public SntpSource(TimeServer server, Duration timeout) {
    this(server, timeout, InetAddress::getByName);
  }

  SntpSource(TimeServer server, Duration timeout, Resolver resolver) {
    this.server = server;
    this.timeout = timeout;
    this.resolver = resolver;
  }

  @Override
  public String name() {
    return server.toString();
  }

  @Override
  public TimeAnswer ask() {
    try {
      return exchange(address());
    } catch (UnknownHostException e) {
      return new TimeAnswer.Silent("its name leads to no address");
    } catch (TimeoutException e) {
      return new TimeAnswer.Silent("its address was not found within " + seconds());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TimeAnswer.Silent("the question was interrupted");
    }
  }

  /** A lookup cannot be bounded, so another thread waits for it. */
  private InetAddress address()
      throws UnknownHostException, TimeoutException, InterruptedException {
    FutureTask<InetAddress> lookup = new FutureTask<>(() -> resolver.resolve(server.host()));
    Thread thread = new Thread(lookup, "countersign-time-lookup");
    thread.setDaemon(true);
    thread.start();
    try {
      return lookup.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new UnknownHostException(server.host());
    }
  }

  private TimeAnswer exchange(InetAddress address) {
    try (NTPUDPClient client = new NTPUDPClient()) {
      client.setDefaultTimeout(timeout);
      client.setVersion(4);
      client.setDatagramSocketFactory(new Connected(address, server.port()));
      client.open();
      return SntpAnswer.judge(client.getTime(address, server.port()));
    } catch (SocketTimeoutException e) {
      return new TimeAnswer.Silent("it did not answer within " + seconds());
    } catch (PortUnreachableException e) {
      return new TimeAnswer.Silent("nobody listens there");
    } catch (SocketException e) {
      return new TimeAnswer.Silent("there is no way to it");
    } catch (IOException e) {
      // The client compares the time stamp that a server has to send back ([RFC5905] 8).
      return new TimeAnswer.Unbelievable("it answered another question than ours");
    }
  }

  private String seconds() {
    BigDecimal seconds = BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros();
    return seconds.toPlainString() + " s";
  }

  /** Sockets that hear nobody but the server, and hear at once when nobody is there. */
  private record Connected(InetAddress address, int port) implements DatagramSocketFactory {
    @Override
    public DatagramSocket createDatagramSocket() throws SocketException {
      return connect(new DatagramSocket());
    }

    @Override
    public DatagramSocket createDatagramSocket(int local) throws SocketException {
      return connect(new DatagramSocket(local));
    }

    @Override
    public DatagramSocket createDatagramSocket(int local, InetAddress own) throws SocketException {
      return connect(new DatagramSocket(local, own));
    }

    private DatagramSocket connect(DatagramSocket socket) throws SocketException {
      socket.connect(new InetSocketAddress(address, port));
      return socket;
    }
  }
}
