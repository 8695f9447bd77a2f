package dev.countersign.relyingparty.webauthn;

import java.util.function.Consumer;

/**
 * One thing that does not belong to the rest.
 *
 * @param name what is changed
 * @param place what it changes, so that two of one place are not put together
 * @param refusal the reason that it must have
 * @param before what happens before the ceremony begins
 * @param after what happens to the response before it is signed
 */
record Mutation(
    String name, String place, Refusal refusal, Consumer<Scene> before, Consumer<Scene> after) {

  static Mutation of(String name, String place, Refusal refusal, Consumer<Scene> after) {
    return new Mutation(name, place, refusal, scene -> {}, after);
  }

  static Mutation early(String name, String place, Refusal refusal, Consumer<Scene> before) {
    return new Mutation(name, place, refusal, before, scene -> {});
  }

  @Override
  public String toString() {
    return name;
  }
}
