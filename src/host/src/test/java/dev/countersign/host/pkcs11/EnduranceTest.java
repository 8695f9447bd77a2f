package dev.countersign.host.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.device.PinEntry;
import dev.countersign.device.Ports;
import dev.countersign.device.Presence;
import dev.countersign.device.Tokens;
import dev.countersign.host.cryptoki.Ckm;
import dev.countersign.host.cryptoki.Cko;
import dev.countersign.host.cryptoki.CryptokiSession;
import dev.countersign.host.cryptoki.Mechanism;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A million MACs with one key: nothing is left behind by any of them. */
@NeedsSoftHsm
@Tag("slow")
class EnduranceTest {
  private static final int MACS = 1_000_000;
  private static final int THREADS = 4;
  private static final byte[] SECRET =
      HexFormat.of().parseHex("0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(2));

  private static final class Making implements KeyUse.Operation<byte[]> {
    private static final Mechanism HMAC = Mechanism.of(Ckm.SHA256_HMAC);

    private final byte[] message;

    Making(byte[] message) {
      this.message = message;
    }

    @Override
    public void begin(CryptokiSession session, long key) {
      session.signInit(HMAC, key);
    }

    @Override
    public byte[] finish(CryptokiSession session) {
      return session.sign(message);
    }
  }

  @Test
  void millionMacsLeaveNoSessionAndNoMemoryBehind() throws Exception {
    Shim shim = new Shim("endurance");
    ShimToken token = new ShimToken("endurance");
    try (Tokens tokens = shim.tokens()) {
      KeyUse use = use((Pkcs11Token) tokens.find(token.uri()));
      macs(use, MACS / 100, 0);
      long directBefore = directBytes();
      long heapBefore = heapBytes();
      long sessions = shim.sessions();
      long finds = shim.calls("C_FindObjectsInit");
      for (int part = 1; part <= 4; part++) {
        macs(use, MACS / 4, part);
        assertThat(shim.sessions()).isLessThanOrEqualTo(Math.max(sessions, THREADS + 1));
      }
      assertThat(shim.calls("C_Sign")).isGreaterThanOrEqualTo(MACS);
      assertThat(shim.calls("C_FindObjectsInit")).as("handles are kept").isEqualTo(finds);
      assertThat(shim.calls("C_Login")).isEqualTo(1);
      assertThat(directBytes() - directBefore).isLessThan(256 * 1024);
      assertThat(heapBytes() - heapBefore).isLessThan(8 * 1024 * 1024);
    }
    assertThat(shim.sessions()).isZero();
  }

  private static KeyUse use(Pkcs11Token token) {
    PinEntry pins = Shim.right();
    Ports ports = new Ports(Clock.systemUTC(), new SecureRandom(), pins, Presence.silent());
    TokenWork work = new TokenWork(token.place(), token.uri()::toString, ports);
    ObjectName name = new ObjectName(new byte[] {(byte) 0xE1}, "mac");
    work.run(
        work.task("a secret key", "make", TokenWork.Access.WRITER),
        lent -> lent.session().create(ShimToken.secretKey(name, SECRET)));
    return new KeyUse(work, name, Cko.SECRET_KEY, "pkcs11:object=mac", false, pins);
  }

  /** Makes so many, and looks at some of them. */
  private static void macs(KeyUse use, int count, int part) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ShimToken.inThreads(
        THREADS,
        () -> {
          Mac oracle = Mac.getInstance("HmacSHA256");
          oracle.init(new SecretKeySpec(SECRET, "HmacSHA256"));
          int i;
          while ((i = next.getAndIncrement()) < count) {
            byte[] message = (part + " " + i).getBytes(StandardCharsets.US_ASCII);
            byte[] mac = use.run("make a MAC", new Making(message));
            if (i % 16 == 0) {
              assertThat(mac).isEqualTo(oracle.doFinal(message));
            }
          }
          return null;
        });
  }

  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
