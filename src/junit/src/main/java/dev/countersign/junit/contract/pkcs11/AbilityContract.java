package dev.countersign.junit.contract.pkcs11;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** A test class proves what its token is said to have, and the refusal of what it has not. */
public interface AbilityContract extends ModuleContract {

  @Test
  default void eachAbilityIsProvedOrItsRefusal() {
    Set<Ability> abilities = bench().abilities();
    for (Ability ability : Ability.values()) {
      boolean there = abilities.contains(ability);
      assertEquals(there, ability.contract().isInstance(this), ability::name);
      ability
          .refusal()
          .ifPresent(refusal -> assertEquals(!there, refusal.isInstance(this), ability::name));
    }
  }

  @Test
  default void keysThatAreThereAreAmongTheAbilities() {
    Set<Ability> abilities = bench().abilities();
    assertEquals(
        abilities.contains(Ability.PIN_EACH_TIME), signing().stream().anyMatch(MadeKey::eachTime));
    assertEquals(
        abilities.contains(Ability.ED25519),
        signing().stream().anyMatch(key -> key.algorithm().name().equals("ED25519")));
    assertEquals(
        abilities.contains(Ability.AGREES), bench().keys().stream().anyMatch(MadeKey::agrees));
    assertEquals(abilities.contains(Ability.COUNTS_TRIES), bench().attemptsLeft().isPresent());
    assertEquals(abilities.contains(Ability.COMES_AND_GOES), bench().plug().isPresent());
  }
}
