package dev.countersign.simulator.fido;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * A key without any cryptography. CTAP2: {@code EE} and anything is answered with {@code 00} and
 * the same; {@code 01} waits for {@link #touch} or a cancellation and says so; {@code 02} is slow
 * and says nothing; {@code 03} and a number of 16 bits is answered with so many bytes; {@code 04}
 * fails. U2F: the data comes back.
 */
public final class EchoKey implements Authenticator {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch touched = new CountDownLatch(1);
  private boolean u2f = true;
  private int powerUps;
  private boolean powered;

  @Override
  public byte[] ctap2(byte[] request, Attention attention) {
    return switch (request[0]) {
      case 0x01 -> waiting(attention);
      case 0x02 -> slow(attention);
      case 0x03 -> new byte[(request[1] & 0xFF) << 8 | request[2] & 0xFF];
      case 0x04 -> throw new IllegalStateException("a defect of the key's");
      default -> {
        byte[] answer = request.clone();
        answer[0] = 0;
        yield answer;
      }
    };
  }

  private byte[] waiting(Attention attention) {
    attention.keepAlive(Attention.Status.UP_NEEDED);
    begun.countDown();
    boolean interrupted = false;
    while (touched.getCount() > 0 && !attention.cancelled()) {
      interrupted |= Thread.interrupted();
      Thread.onSpinWait();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new byte[] {(byte) (attention.cancelled() ? 0x2D : 0x00)};
  }

  private byte[] slow(Attention attention) {
    begun.countDown();
    while (touched.getCount() > 0 && !attention.cancelled()) {
      Thread.onSpinWait();
    }
    return new byte[] {(byte) (attention.cancelled() ? 0x2D : 0x00)};
  }

  @Override
  public byte[] u2f(byte[] apdu, Attention attention) {
    byte[] answer = Arrays.copyOf(apdu, apdu.length + 2);
    answer[apdu.length] = (byte) 0x90;
    return answer;
  }

  @Override
  public boolean hasU2f() {
    return u2f;
  }

  public void hasU2f(boolean now) {
    u2f = now;
  }

  /** Returns when a command that waits is executed. */
  public void awaitWork() throws InterruptedException {
    begun.await();
  }

  /** What waits ends. */
  public void touch() {
    touched.countDown();
  }

  @Override
  public void powerOn() {
    powered = true;
    powerUps++;
  }

  @Override
  public void powerOff() {
    powered = false;
  }

  public boolean powered() {
    return powered;
  }

  public int powerUps() {
    return powerUps;
  }
}
