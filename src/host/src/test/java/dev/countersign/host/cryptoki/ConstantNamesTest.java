package dev.countersign.host.cryptoki;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstantNamesTest {
  @Test
  void numbersOfOursHaveTheSameNames() throws Exception {
    for (Map.Entry<String, Class<?>> type :
        Map.<String, Class<?>>of(
                "CKM_", Ckm.class, "CKA_", Cka.class, "CKK_", Ckk.class, "CKO_", Cko.class)
            .entrySet()) {
      for (Field field : type.getValue().getDeclaredFields()) {
        if (field.getType() == long.class) {
          assertThat(ConstantNames.value(type.getKey() + field.getName()))
              .as(type.getKey() + field.getName())
              .hasValue(field.getLong(null));
        }
      }
    }
  }

  @Test
  void mechanismsHaveTheNamesThatAreInUseNow() {
    assertThat(ConstantNames.mechanism(0x1040)).contains("CKM_EC_KEY_PAIR_GEN");
    assertThat(ConstantNames.value("CKM_ECDSA_KEY_PAIR_GEN")).hasValue(0x1040);
    assertThat(ConstantNames.mechanism(Ckm.EDDSA)).contains("CKM_EDDSA");
    assertThat(ConstantNames.mechanism(0x80000001L)).isEmpty();
    assertThat(ConstantNames.value("CKM_NONE")).isEmpty();
  }
}
