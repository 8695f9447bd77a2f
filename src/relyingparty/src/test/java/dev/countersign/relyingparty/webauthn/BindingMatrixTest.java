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
  private static final int UP = SoftKey.UP;
  private static final int UV = SoftKey.UV;

  /** What can be wrong in both ceremonies. */
  private static List<Mutation> shared() {
    return List.of(
        Mutation.of(
            "challenge that nobody gave out",
            "challenge",
            Refusal.CHALLENGE_UNKNOWN,
            scene -> scene.parts.challenge = SoftKey.bytes(32)),
        Mutation.of(
            "challenge with one bit changed",
            "challenge",
            Refusal.CHALLENGE_UNKNOWN,
            scene -> scene.parts.challenge[31] ^= 1),
        Mutation.of(
            "challenge that is cut off",
            "challenge",
            Refusal.CHALLENGE_UNKNOWN,
            scene -> scene.parts.challenge = SoftKey.bytes(16)),
        Mutation.of(
            "challenge used before",
            "challenge",
            Refusal.CHALLENGE_USED,
            scene -> scene.usedBefore = true),
        Mutation.of(
            "challenge too old",
            "challenge",
            Refusal.CHALLENGE_EXPIRED,
            scene -> scene.expires = true),
        Mutation.early(
            "challenge of the other ceremony",
            "ceremony",
            Refusal.OTHER_CEREMONY,
            scene -> scene.otherCeremony = true),
        Mutation.of(
            "session",
            "session",
            Refusal.OTHER_SESSION,
            scene -> scene.ender = new Caller("session of mallory", scene.ender.user())),
        Mutation.of(
            "user",
            "user",
            Refusal.OTHER_USER,
            scene -> scene.ender = Caller.of(scene.ender.session(), "mallory")),
        Mutation.of(
            "policy",
            "policy",
            Refusal.OTHER_POLICY,
            scene -> scene.ends = scene.party.ceremonies(Party.USUAL)),
        Mutation.of(
            "type of client data",
            "type",
            Refusal.TYPE,
            scene -> scene.parts.type = scene.registering ? ClientData.GET : ClientData.CREATE),
        Mutation.of(
            "origin of another host",
            "origin",
            Refusal.ORIGIN,
            scene -> scene.parts.origin = "https://example.org.evil.example"),
        Mutation.of(
            "origin of another port",
            "origin",
            Refusal.ORIGIN,
            scene -> scene.parts.origin = "https://example.org:8444"),
        Mutation.of(
            "origin without encryption",
            "origin",
            Refusal.ORIGIN,
            scene -> scene.parts.origin = "http://example.org"),
        Mutation.of(
            "page in a page of somebody else",
            "crossOrigin",
            Refusal.CROSS_ORIGIN,
            scene -> scene.parts.crossOrigin = true),
        Mutation.of(
            "relying party of the key",
            "rpId",
            Refusal.RP_ID,
            scene -> scene.parts.rpId = "www.example.org"),
        Mutation.of(
            "nobody present", "up", Refusal.USER_PRESENCE, scene -> scene.parts.flags &= ~UP),
        Mutation.of(
            "user not verified",
            "uv",
            Refusal.USER_VERIFICATION,
            scene -> scene.parts.flags &= ~UV),
        Mutation.of(
            "backed up what may not be",
            "be",
            Refusal.FLAGS,
            scene -> scene.parts.flags |= SoftKey.BS));
  }

  static List<Mutation> assertions() {
    List<Mutation> all = new ArrayList<>(shared());
    all.addAll(
        List.of(
            Mutation.of(
                "credential that nobody registered",
                "credential",
                Refusal.UNKNOWN_CREDENTIAL,
                scene -> scene.parts.id = SoftKey.bytes(32)),
            new Mutation(
                "credential of another user",
                "credential",
                Refusal.CREDENTIAL_OF_OTHER_USER,
                scene -> {
                  SoftKey key = scene.key;
                  scene.key = scene.register(new SoftKey(Algorithm.ES256), "bob", "his");
                  scene.key.counter = key.counter;
                },
                scene -> {}),
            Mutation.of(
                "user handle",
                "handle",
                Refusal.USER_HANDLE,
                scene -> scene.parts.userHandle = SoftKey.bytes(64)),
            Mutation.of(
                "eligible for backup, other than registered",
                "be",
                Refusal.FLAGS,
                scene -> scene.parts.flags |= SoftKey.BE),
            new Mutation(
                "algorithm that is not allowed any more",
                "policy",
                Refusal.ALGORITHM,
                scene -> {
                  scene.begins = scene.party.ceremonies(Scene.TIGHT);
                  scene.ends = scene.begins;
                },
                scene -> {}),
            Mutation.of(
                "signature of another key",
                "signature",
                Refusal.SIGNATURE,
                scene -> scene.parts.key = new SoftKey(scene.key.algorithm)),
            Mutation.of(
                "signature with one bit changed",
                "signature",
                Refusal.SIGNATURE,
                scene -> scene.parts.spoilt = true),
            Mutation.of(
                "counter that stands",
                "counter",
                Refusal.COUNTER,
                scene -> {
                  scene.party.signIn(scene.key, Caller.unnamed("s"));
                  scene.parts.counter = scene.key.counter;
                }),
            Mutation.of(
                "counter that went back to nothing",
                "counter",
                Refusal.COUNTER,
                scene -> {
                  scene.party.signIn(scene.key, Caller.unnamed("s"));
                  scene.parts.counter = 0;
                })));
    return all;
  }

  static List<Mutation> registrations() {
    List<Mutation> all = new ArrayList<>(shared());
    all.addAll(
        List.of(
            Mutation.of(
                "identifier beside the response",
                "id",
                Refusal.CREDENTIAL_ID,
                scene -> scene.parts.id = SoftKey.bytes(32)),
            Mutation.early(
                "algorithm that was not asked for",
                "key",
                Refusal.ALGORITHM,
                scene -> scene.key = new SoftKey(Algorithm.ED448)),
            Mutation.of(
                "attestation of a format that nobody verifies",
                "format",
                Refusal.ATTESTATION_FORMAT,
                scene -> scene.parts.format = "android-key"),
            Mutation.of(
                "attestation signed by another key",
                "attestation",
                Refusal.ATTESTATION,
                scene -> scene.parts.attester = new SoftKey(scene.key.algorithm)),
            Mutation.of(
                "attestation with one bit changed",
                "attestation",
                Refusal.ATTESTATION,
                scene -> scene.parts.spoilt = true),
            new Mutation(
                "credential that another user registered",
                "key",
                Refusal.DUPLICATE_CREDENTIAL,
                scene -> scene.register(scene.key, "bob", "his"),
                scene -> {}),
            Mutation.of(
                "name that the user has given before",
                "name",
                Refusal.DEVICE_NAME,
                scene -> {
                  scene.register(new SoftKey(Algorithm.ES256), "alice", "taken");
                  scene.name = "taken";
                }),
            Mutation.of(
                "ninth key",
                "name",
                Refusal.DEVICE_LIMIT,
                scene -> {
                  for (int i = scene.party.ceremonies.keys("alice").size(); i < 8; i++) {
                    scene.register(new SoftKey(Algorithm.ES256), "alice", "key" + i);
                  }
                })));
    return all;
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
            Refusal.MALFORMED, Refusal.ATTESTATION_TRUST, Refusal.DISAGREEMENT, Refusal.BUSY);
  }
}
