package dev.countersign.simulator.fido;

import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborMap;
import java.time.Duration;

/** AuthenticatorReset ([CTAP2.1] 6.6): within ten seconds after the token got power. */
final class Reset {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final FidoCard card;

  Reset(FidoCard card) {
    this.card = card;
  }

  CborMap execute(Attention attention) throws CtapRefusal {
    Duration age = Duration.between(card.session().poweredOn(), card.now());
    CtapRefusal.unless(age.compareTo(WINDOW) <= 0, CtapStatus.NOT_ALLOWED);
    card.person().touch("fido reset", attention);
    card.memory().commit(FidoState.fresh(card.random(), card.state().counter()));
    card.session().forget();
    card.session().rightPin();
    return Cbor.map().build();
  }
}
