package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.countersign.device.HeldPins;
import dev.countersign.device.PinRequest.Kind;
import dev.countersign.device.SigningKey;
import dev.countersign.device.TokenException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** Keys that want the PIN for each use (CKA_ALWAYS_AUTHENTICATE) get it. */
public interface PinEachTimeContract extends ModuleContract {

  private Stream<DynamicTest> each(ThrowingConsumer<MadeKey> test) {
    return signing().stream()
        .filter(MadeKey::eachTime)
        .map(made -> dynamicTest(made.uri().toString(), () -> test.accept(made)));
  }

  @TestFactory
  default Stream<DynamicTest> aKeyThatWantsThePinEachTimeGetsIt() {
    return each(
        made -> {
          login().login();
          SigningKey key = bench().tokens().signingKey(made.uri());
          long before = bench().pins().asked(Kind.PIN);
          ModuleContract.assertSigns(made, key);
          ModuleContract.assertSigns(made, key);
          assertEquals(before + 2, bench().pins().asked(Kind.PIN));
        });
  }

  @TestFactory
  default Stream<DynamicTest> heldPinServesAKeyThatWantsItEachTime() {
    return each(
        made -> {
          SigningKey key = bench().tokens().signingKey(made.uri());
          login().logout();
          long before = bench().pins().asked(Kind.PIN);
          try (HeldPins held = new HeldPins(bench().pins())) {
            ModuleContract.assertSigns(made, key.with(held));
            ModuleContract.assertSigns(made, key.with(held));
          }
          assertEquals(before + 1, bench().pins().asked(Kind.PIN));
        });
  }

  @TestFactory
  default Stream<DynamicTest> aKeyThatWantsThePinEachTimeDoesNotSignWithAWrongOne() {
    return each(
        made -> {
          login().login();
          SigningKey key = bench().tokens().signingKey(made.uri());
          bench().pins().answer(Kind.PIN, bench().wrongPin());
          assertThrows(
              TokenException.WrongPin.class, () -> key.sign(ModuleContract.usual(made), MESSAGE));
          bench().pins().answer(Kind.PIN, bench().rightPin());
          ModuleContract.assertSigns(made, key);
        });
  }
}
