package dev.countersign.card.piv;

import dev.countersign.card.apdu.CommandApdu;
import dev.countersign.card.apdu.ResponseApdu;
import dev.countersign.card.apdu.StatusWord;
import dev.countersign.card.application.UnexpectedStatus;
import dev.countersign.device.KeyOrigin;
import dev.countersign.device.KeyPolicies;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.Tlv;
import dev.countersign.wire.TlvException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a card tells of a key, PIN or PUK ([YK-PIV] GET METADATA). Everything may be missing.
 *
 * @param objects the data objects of the answer
 */
record Metadata(List<Tlv> objects) {
  private static final int INS_GET_METADATA = 0xF7;
  private static final int ALGORITHM = 0x01;
  private static final int POLICIES = 0x02;
  private static final int ORIGIN = 0x03;
  private static final int PUBLIC_KEY = 0x04;
  private static final int IS_DEFAULT = 0x05;
  private static final int RETRIES = 0x06;

  /** What asking led to. */
  sealed interface Answer {}

  /** The card told something, perhaps nothing of use. */
  record Told(Metadata metadata) implements Answer {}

  /** The card has the command and holds nothing under this reference. */
  record Nothing() implements Answer {}

  /** The card has no such command. */
  record Unknown() implements Answer {}

  /** Asks for the metadata of a key or PIN reference. */
  static Answer ask(PivCard card, int reference) throws ChannelException {
    CardFacts facts = card.facts();
    if (facts.metadata() == CardFacts.Support.NO) {
      return new Unknown();
    }
    ResponseApdu response =
        card.ask(CommandApdu.of(INS_GET_METADATA, 0, reference).expectingLongResponse());
    StatusWord status = response.status();
    if (response.isSuccess()) {
      if (response.data().length > 0) {
        facts.metadata(CardFacts.Support.YES);
      }
      return new Told(parse(card, response.data()));
    } else if (status.equals(StatusWord.REFERENCE_NOT_FOUND)) {
      facts.metadata(CardFacts.Support.YES);
      return new Nothing();
    } else if (status.equals(StatusWord.INSTRUCTION_NOT_SUPPORTED)
        || status.equals(StatusWord.CLASS_NOT_SUPPORTED)
        || status.equals(StatusWord.FUNCTION_NOT_SUPPORTED)) {
      facts.metadata(CardFacts.Support.NO);
      return new Unknown();
    } else if (status.equals(StatusWord.INCORRECT_P1_P2) || status.equals(StatusWord.WRONG_P1_P2)) {
      return new Unknown();
    }
    throw new UnexpectedStatus(status);
  }

  /** The metadata, where the card told them. */
  static Optional<Metadata> find(PivCard card, int reference) throws ChannelException {
    return ask(card, reference) instanceof Told told
        ? Optional.of(told.metadata())
        : Optional.empty();
  }

  private static Metadata parse(PivCard card, byte[] data) {
    try {
      return new Metadata(Tlv.parseAll(data));
    } catch (TlvException e) {
      throw card.badResponse("its metadata cannot be read", e);
    }
  }

  private Optional<byte[]> value(int tag, int length) {
    return Tlv.find(objects, tag).map(Tlv::value).filter(value -> value.length == length);
  }

  /** The identifier of the algorithm; empty for an empty slot. */
  OptionalInt algorithm() {
    Optional<byte[]> value = value(ALGORITHM, 1);
    return value.isPresent() ? OptionalInt.of(value.get()[0] & 0xFF) : OptionalInt.empty();
  }

  KeyPolicies policies() {
    return value(POLICIES, 2)
        .map(value -> PivPolicies.decode(value[0], value[1]))
        .orElse(KeyPolicies.UNKNOWN);
  }

  Optional<KeyOrigin> origin(boolean inverted) {
    return value(ORIGIN, 1)
        .map(value -> (int) value[0])
        .flatMap(
            origin ->
                switch (origin) {
                  case 0 -> inverted ? Optional.of(KeyOrigin.GENERATED) : Optional.empty();
                  case 1 -> Optional.of(inverted ? KeyOrigin.IMPORTED : KeyOrigin.GENERATED);
                  case 2 -> Optional.of(KeyOrigin.IMPORTED);
                  default -> Optional.empty();
                });
  }

  /** The objects that make up the public key; none when the card does not tell it. */
  List<Tlv> publicKey() throws TlvException {
    Optional<Tlv> key = Tlv.find(objects, PUBLIC_KEY);
    return key.isPresent() ? key.get().children() : List.of();
  }

  /** Whether it is still the value the card was sold with. */
  Optional<Boolean> isDefault() {
    return value(IS_DEFAULT, 1).map(value -> value[0] != 0);
  }

  /** Tries altogether. */
  OptionalInt tries() {
    return retries(0);
  }

  /** Tries left. */
  OptionalInt triesLeft() {
    return retries(1);
  }

  private OptionalInt retries(int index) {
    Optional<byte[]> value = value(RETRIES, 2);
    return value.isPresent() ? OptionalInt.of(value.get()[index] & 0xFF) : OptionalInt.empty();
  }
}
