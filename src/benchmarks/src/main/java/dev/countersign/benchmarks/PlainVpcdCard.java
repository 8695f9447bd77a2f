package dev.countersign.benchmarks;

import dev.countersign.simulator.VirtualToken;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;

/**
 * A token in a vpcd reader ([VPCD]) over a socket with the options that sockets have by themselves,
 * length and data written apart: what a mount is compared with.
 */
final class PlainVpcdCard implements AutoCloseable {
  private static final int POWER_OFF = 0;
  private static final int POWER_ON = 1;
  private static final int RESET = 2;
  private static final int GET_ATR = 4;

  private final VirtualToken token;
  private final Socket socket;

  PlainVpcdCard(VirtualToken token, String host, int port) throws IOException {
    this.token = token;
    socket = new Socket(host, port);
    token.attached();
    Thread thread = new Thread(this::serve, "plain-vpcd");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        if (message.length != 1) {
          send(out, token.transceive(message));
        } else if (message[0] == GET_ATR) {
          send(out, token.atr());
        } else if (message[0] == POWER_ON) {
          token.powerOn();
        } else if (message[0] == POWER_OFF) {
          token.powerOff();
        } else if (message[0] == RESET) {
          token.reset();
        }
      }
    } catch (IOException e) {
      token.powerOff(); // the connection was closed
    }
  }

  private static void send(DataOutputStream out, byte[] data) throws IOException {
    out.writeShort(data.length);
    out.flush();
    out.write(data);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  @Override
  public String toString() {
    return "a plain socket";
  }
}
