package dev.countersign.host.cryptoki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Structures as both platforms have them ([PKCS11-BASE] 2), whichever this one is. */
class ScratchTest {
  static final Layout UNIX = new Layout(8, false);
  static final Layout WINDOWS = new Layout(4, true);

  static List<Layout> layouts() {
    return List.of(UNIX, WINDOWS);
  }

  private static ByteBuffer read(Scratch scratch, long address, int length) {
    return ByteBuffer.wrap(scratch.bytes(address, length)).order(ByteOrder.nativeOrder());
  }

  private static long ulong(ByteBuffer buffer, Layout layout) {
    return layout.ulongBytes() == 8 ? buffer.getLong() : buffer.getInt() & 0xFFFFFFFFL;
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void templateIsAnArrayOfTypePointerAndLength(Layout layout) {
    Scratch scratch = new Scratch(layout);
    long array =
        scratch.put(
            List.of(
                Attribute.of(Cka.TOKEN, true),
                Attribute.of(Cka.CLASS, Cko.SECRET_KEY),
                Attribute.of(Cka.LABEL, "ä"),
                Attribute.of(Cka.ALLOWED_MECHANISMS, List.of(1L, 2L))));
    int triple = 2 * layout.ulongBytes() + 8;
    ByteBuffer entries = read(scratch, array, 4 * triple);
    long[][] expected = {
      {Cka.TOKEN, 1},
      {Cka.CLASS, layout.ulongBytes()},
      {Cka.LABEL, 2},
      {Cka.ALLOWED_MECHANISMS, 2L * layout.ulongBytes()}
    };
    byte[][] values = new byte[4][];
    for (int i = 0; i < 4; i++) {
      assertThat(ulong(entries, layout)).isEqualTo(expected[i][0]);
      long pointer = entries.getLong();
      long length = ulong(entries, layout);
      assertThat(length).isEqualTo(expected[i][1]);
      values[i] = scratch.bytes(pointer, (int) length);
    }
    assertThat(values[0]).containsExactly(1);
    assertThat(Scratch.ulong(values[1], layout)).isEqualTo(Cko.SECRET_KEY);
    assertThat(values[2]).containsExactly(0xC3, 0xA4);
    assertThat(Scratch.ulong(Arrays.copyOf(values[3], layout.ulongBytes()), layout)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void parametersOfPssAreThreeNumbers(Layout layout) {
    Scratch scratch = new Scratch(layout);
    long mechanism =
        scratch.put(new Mechanism(Ckm.RSA_PKCS_PSS, new Mechanism.Pss(Ckm.SHA256, 2, 32)));
    ByteBuffer triple = read(scratch, mechanism, 2 * layout.ulongBytes() + 8);
    assertThat(ulong(triple, layout)).isEqualTo(Ckm.RSA_PKCS_PSS);
    long pointer = triple.getLong();
    assertThat(ulong(triple, layout)).isEqualTo(3L * layout.ulongBytes());
    ByteBuffer parameters = read(scratch, pointer, 3 * layout.ulongBytes());
    assertThat(ulong(parameters, layout)).isEqualTo(Ckm.SHA256);
    assertThat(ulong(parameters, layout)).isEqualTo(2);
    assertThat(ulong(parameters, layout)).isEqualTo(32);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void parametersOfOaepHaveAnEmptySource(Layout layout) {
    Scratch scratch = new Scratch(layout);
    long mechanism =
        scratch.put(new Mechanism(Ckm.RSA_PKCS_OAEP, new Mechanism.Oaep(Ckm.SHA_1, 1)));
    ByteBuffer triple = read(scratch, mechanism, 2 * layout.ulongBytes() + 8);
    ulong(triple, layout);
    long pointer = triple.getLong();
    int length = 4 * layout.ulongBytes() + 8;
    assertThat(ulong(triple, layout)).isEqualTo(length);
    ByteBuffer parameters = read(scratch, pointer, length);
    assertThat(ulong(parameters, layout)).isEqualTo(Ckm.SHA_1);
    assertThat(ulong(parameters, layout)).isEqualTo(1);
    assertThat(ulong(parameters, layout)).as("CKZ_DATA_SPECIFIED").isEqualTo(1);
    assertThat(parameters.getLong()).isZero();
    assertThat(ulong(parameters, layout)).isZero();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void parametersOfEcdhPointAtThePeer(Layout layout) {
    Scratch scratch = new Scratch(layout);
    byte[] peer = {4, 1, 2};
    long mechanism = scratch.put(new Mechanism(Ckm.ECDH1_DERIVE, new Mechanism.Ecdh(peer)));
    ByteBuffer triple = read(scratch, mechanism, 2 * layout.ulongBytes() + 8);
    ulong(triple, layout);
    long pointer = triple.getLong();
    int length = 3 * layout.ulongBytes() + 16;
    assertThat(ulong(triple, layout)).isEqualTo(length);
    ByteBuffer parameters = read(scratch, pointer, length);
    assertThat(ulong(parameters, layout)).as("CKD_NULL").isEqualTo(1);
    assertThat(ulong(parameters, layout)).isZero();
    assertThat(parameters.getLong()).isZero();
    assertThat(ulong(parameters, layout)).isEqualTo(3);
    assertThat(scratch.bytes(parameters.getLong(), 3)).isEqualTo(peer);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void whatDoesNotFitGoesElsewhereAndAllOfItIsWiped(Layout layout) {
    Scratch scratch = new Scratch(layout);
    byte[] secret = new byte[4099];
    Arrays.fill(secret, (byte) 7);
    long small = scratch.put(new byte[] {1, 2, 3});
    long large = scratch.put(secret);
    long after = scratch.put(new byte[] {9});
    assertThat(scratch.bytes(small, 3)).containsExactly(1, 2, 3);
    assertThat(scratch.bytes(large, secret.length)).isEqualTo(secret);
    assertThat(scratch.bytes(after, 1)).containsExactly(9);
    scratch.clear();
    long again = scratch.allocate(3);
    assertThat(again).isEqualTo(small);
    assertThat(scratch.bytes(again, 3)).containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void addressThatWasNotPutIsRefused(Layout layout) {
    Scratch scratch = new Scratch(layout);
    long address = scratch.allocate(8);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> scratch.ulong(address + 8));
    assertThat(scratch.put(new byte[0])).isZero();
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void tokenInformationIsReadWhereItLies(Layout layout) {
    Scratch scratch = new Scratch(layout);
    int version = layout.packed() ? 34 : 40;
    long info = scratch.allocate(200);
    scratch.setUlong(info + version, 5);
    Structures.Reader reader = new Structures.Reader(scratch, info);
    reader.version();
    reader.text(32);
    assertThat(reader.ulong()).isEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void limitThatIsNotToldIsMinusOne(Layout layout) {
    Scratch scratch = new Scratch(layout);
    long address = scratch.putUlong(-1);
    assertThat(new Structures.Reader(scratch, address).limit()).isEqualTo(-1);
    assertThat(layout.mask(0xFFFFFFFF_00000011L))
        .isEqualTo(layout.ulongBytes() == 4 ? 0x11 : 0xFFFFFFFF_00000011L);
  }
}
