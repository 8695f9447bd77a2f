package dev.countersign.relyingparty.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.relyingparty.Stores;
import dev.countersign.relyingparty.recovery.RecoveryResult.Accepted;
import dev.countersign.relyingparty.recovery.RecoveryResult.Reason;
import dev.countersign.relyingparty.recovery.RecoveryResult.Refused;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.store.StateStore;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryCodesTest {
  private static final byte[] KEY = new byte[32];

  private static RecoveryCodes codes(StateStore store) {
    return new RecoveryCodes(store, new SecureRandom(), KEY);
  }

  @ParameterizedTest
  @EnumSource(Stores.class)
  void codesAreGoodOnceInTheirOrder(Stores stores) {
    RecoveryCodes codes = codes(stores.open());
    List<char[]> list = codes.renew("alice");
    assertThat(list).hasSize(10).doesNotHaveDuplicates();
    for (int i = 0; i < list.size(); i++) {
      assertThat(codes.next("alice")).isEqualTo(i + 1);
      assertThat(codes.verify("alice", list.get(i))).isEqualTo(new Accepted(i + 1, 9 - i));
      assertThat(codes.verify("alice", list.get(i))).isEqualTo(new Refused(Reason.USED));
    }
    assertThat(codes.next("alice")).isEqualTo(11);
  }

  @Test
  void codeBeforeItsTurnIsRefusedAndStaysGood() {
    RecoveryCodes codes = codes(new InMemoryStateStore());
    List<char[]> list = codes.renew("alice");
    assertThat(codes.verify("alice", list.get(1))).isEqualTo(new Refused(Reason.NOT_NEXT));
    assertThat(codes.verify("alice", list.get(0)).accepted()).isTrue();
    assertThat(codes.verify("alice", list.get(1)).accepted()).isTrue();
  }

  @Test
  void newListReplacesTheOldOne() {
    RecoveryCodes codes = codes(new InMemoryStateStore());
    char[] old = codes.renew("alice").get(0);
    char[] current = codes.renew("alice").get(0);
    assertThat(codes.verify("alice", old)).isEqualTo(new Refused(Reason.WRONG));
    assertThat(codes.verify("alice", current).accepted()).isTrue();
  }

  @Test
  void codesOfOneUserAndOneKeyAreNoneOfAnother() {
    InMemoryStateStore store = new InMemoryStateStore();
    RecoveryCodes codes = codes(store);
    char[] alices = codes.renew("alice").get(0);
    codes.renew("bob");
    assertThat(codes.verify("bob", alices)).isEqualTo(new Refused(Reason.WRONG));
    assertThat(codes.verify("nobody", alices)).isEqualTo(new Refused(Reason.WRONG));
    assertThat(codes.next("nobody")).isEqualTo(11);
    byte[] other = new byte[32];
    other[31] = 1;
    RecoveryCodes elsewhere = new RecoveryCodes(store, new SecureRandom(), other);
    assertThat(elsewhere.verify("alice", alices)).isEqualTo(new Refused(Reason.WRONG));
    assertThat(codes.verify("alice", alices).accepted()).isTrue();
  }

  @Test
  void codeMayBeTypedInSmallLettersAndWithoutHyphens() {
    RecoveryCodes codes = codes(new InMemoryStateStore());
    String code = new String(codes.renew("alice").get(0));
    assertThat(code).matches("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}");
    String typed = code.toLowerCase(Locale.ROOT).replace("-", " ");
    assertThat(codes.verify("alice", typed.toCharArray()).accepted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "ABCD-EFGH-IJKL-MNO",
        "ABCD-EFGH-IJKL-MNOPQ",
        "ABCD-EFGH-IJKL-MNO1",
        "ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOPABCDEFGH",
        "ABCD_EFGH_IJKL_MNOP",
        "ÄBCD-EFGH-IJKL-MNOP"
      })
  void otherTextsAreNoCodes(String typed) {
    RecoveryCodes codes = codes(new InMemoryStateStore());
    codes.renew("alice");
    assertThat(codes.verify("alice", typed.toCharArray())).isEqualTo(new Refused(Reason.MALFORMED));
  }

  @Test
  void storeHoldsNothingThatACodeIsMadeFrom() {
    InMemoryStateStore store = new InMemoryStateStore();
    List<char[]> list = codes(store).renew("alice");
    byte[] state = store.load("recovery:alice").orElseThrow().state();
    String latin = new String(state, StandardCharsets.ISO_8859_1);
    for (char[] code : list) {
      byte[] bytes =
          dev.countersign.wire.oath.Base32.decode(new String(code).replace("-", "").toCharArray());
      assertThat(latin).doesNotContain(new String(bytes, StandardCharsets.ISO_8859_1));
      assertThat(HexFormat.of().formatHex(state)).doesNotContain(HexFormat.of().formatHex(bytes));
    }
  }

  @Test
  void usersAreNamedByOneToTwoHundredCharacters() {
    RecoveryCodes codes = codes(new InMemoryStateStore());
    assertThat(codes.renew("x".repeat(200))).hasSize(10);
    for (String user : List.of("", "x".repeat(201))) {
      assertThatThrownBy(() -> codes.renew(user)).hasMessageContaining("1 to 200");
      assertThatThrownBy(() -> codes.next(user)).hasMessageContaining("1 to 200");
      assertThatThrownBy(() -> codes.verify(user, "ABCD-EFGH-IJKL-MNOP".toCharArray()))
          .hasMessageContaining("1 to 200");
    }
  }

  @Test
  void keyIsLongEnough() {
    assertThatThrownBy(
            () -> new RecoveryCodes(new InMemoryStateStore(), new SecureRandom(), new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(Stores.class)
  void codeThatComesSixteenTimesAtOnceIsAcceptedOnce(Stores stores) throws Exception {
    RecoveryCodes codes = codes(stores.open());
    char[] code = codes.renew("alice").get(0);
    Callable<RecoveryResult> call = () -> codes.verify("alice", code);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<RecoveryResult> results = new ArrayList<>();
      for (Future<RecoveryResult> result : threads.invokeAll(Collections.nCopies(16, call))) {
        results.add(result.get());
      }
      assertThat(results).filteredOn(RecoveryResult::accepted).hasSize(1);
      assertThat(results)
          .filteredOn(result -> !result.accepted())
          .containsOnly(new Refused(Reason.USED));
    } finally {
      threads.shutdownNow();
    }
  }
}
