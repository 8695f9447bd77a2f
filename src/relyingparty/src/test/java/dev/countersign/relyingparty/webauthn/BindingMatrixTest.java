package dev.countersign.relyingparty.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever does not belong to the rest of a response is refused, alone and with anything else that
 * does not; signatures are made after the change, so nothing else is wrong.
 */
class BindingMatrixTest {
  static List<Mutation> assertions() {
    return Mutations.assertions();
  }

  static List<Mutation> registrations() {
    return Mutations.registrations();
  }

  private static Optional<Refusal> played(boolean registering, List<Mutation> mutations) {
    Scene scene = new Scene(registering);
    mutations.forEach(mutation -> mutation.before().accept(scene));
    scene.begin();
    mutations.forEach(mutation -> mutation.after().accept(scene));
    return scene.end();
  }

  @Test
  void nothingIsRefusedThatBelongsTogether() {
    assertThat(played(false, List.of())).isEmpty();
    assertThat(played(true, List.of())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("assertions")
  void signInIsRefusedForItsOwnReason(Mutation mutation) {
    assertThat(played(false, List.of(mutation))).contains(mutation.refusal());
  }

  @ParameterizedTest
  @MethodSource("registrations")
  void registrationIsRefusedForItsOwnReason(Mutation mutation) {
    assertThat(played(true, List.of(mutation))).contains(mutation.refusal());
  }

  static Stream<Arguments> pairsOfAssertions() {
    return pairs(assertions());
  }

  static Stream<Arguments> pairsOfRegistrations() {
    return pairs(registrations());
  }

  private static Stream<Arguments> pairs(List<Mutation> all) {
    List<Arguments> pairs = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (Mutation second : all.subList(i + 1, all.size())) {
        if (!all.get(i).place().equals(second.place())) {
          pairs.add(Arguments.of(all.get(i), second));
        }
      }
    }
    return pairs.stream();
  }

  @ParameterizedTest
  @MethodSource("pairsOfAssertions")
  void signInWithTwoFaultsIsRefusedForTheFirst(Mutation one, Mutation other) {
    assertThat(played(false, List.of(one, other))).contains(first(one, other));
  }

  @ParameterizedTest
  @MethodSource("pairsOfRegistrations")
  void registrationWithTwoFaultsIsRefusedForTheFirst(Mutation one, Mutation other) {
    assertThat(played(true, List.of(one, other))).contains(first(one, other));
  }

  private static Refusal first(Mutation one, Mutation other) {
    return one.refusal().compareTo(other.refusal()) < 0 ? one.refusal() : other.refusal();
  }

  @Test
  void everyReasonIsPlayedButThoseThatOtherTestsPlay() {
    Set<Refusal> played = EnumSet.noneOf(Refusal.class);
    Stream.concat(assertions().stream(), registrations().stream())
        .forEach(mutation -> played.add(mutation.refusal()));
    assertThat(EnumSet.complementOf(EnumSet.copyOf(played)))
        .containsExactlyInAnyOrder(
            Refusal.MALFORMED,
            Refusal.ATTESTATION_TRUST,
            Refusal.MAKE_COMPROMISED,
            Refusal.DISAGREEMENT,
            Refusal.BUSY);
  }
}
