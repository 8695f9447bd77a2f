package dev.countersign.relyingparty.webauthn;

import dev.countersign.relyingparty.store.StateCodec;
import dev.countersign.wire.cbor.Cbor;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What is in a place for challenges.
 *
 * @param digest the SHA-256 of the challenge; all zeros when there was none
 * @param terms what it was given out for
 * @param expiresMillis until when it is good, in milliseconds of the epoch
 * @param used whether it was taken back
 */
record ChallengeState(Cbor.Bytes digest, Terms terms, long expiresMillis, boolean used) {
  private static final byte FORMAT = 'C';
  private static final byte EDITION = 1;
  private static final int SHORT = Fingerprint.SHORT_BYTES;
  private static final int DIGEST_BYTES = 32;
  private static final int BYTES = 2 + 1 + 1 + 8 + DIGEST_BYTES + 3 * SHORT;

  /** The two ceremonies. */
  enum Ceremony {
    REGISTRATION,
    ASSERTION
  }

  /**
   * What a challenge is given out for.
   *
   * @param ceremony which of the two
   * @param session the fingerprint of the session
   * @param user the fingerprint of the user, or of nobody
   * @param policy the fingerprint of what is asked of the key
   */
  record Terms(Ceremony ceremony, Cbor.Bytes session, Cbor.Bytes user, Cbor.Bytes policy) {
    Terms {
      if (session.length() != SHORT || user.length() != SHORT || policy.length() != SHORT) {
        throw new IllegalArgumentException("no state of a challenge");
      }
    }

    static Terms of(Ceremony ceremony, Caller caller, Cbor.Bytes policy) {
      Cbor.Bytes user =
          caller.user().map(Fingerprint::brief).orElseGet(() -> new Cbor.Bytes(new byte[SHORT]));
      return new Terms(ceremony, Fingerprint.brief(caller.session()), user, policy);
    }
  }

  ChallengeState {
    if (digest.length() != DIGEST_BYTES) {
      throw new IllegalArgumentException("no state of a challenge");
    }
  }

  /** Why a challenge that came back is not good; in the order of {@link Refusal}. */
  Optional<Refusal> refuses(byte[] returned, Terms current, long nowMillis) {
    Refusal refusal = null;
    if (!digest.equals(digest(returned)) || expiresMillis == 0) {
      refusal = Refusal.CHALLENGE_UNKNOWN;
    } else if (used) {
      refusal = Refusal.CHALLENGE_USED;
    } else if (expiresMillis <= nowMillis) {
      refusal = Refusal.CHALLENGE_EXPIRED;
    } else if (terms.ceremony != current.ceremony) {
      refusal = Refusal.OTHER_CEREMONY;
    } else if (!terms.session.equals(current.session)) {
      refusal = Refusal.OTHER_SESSION;
    } else if (!terms.user.equals(current.user)) {
      refusal = Refusal.OTHER_USER;
    } else if (!terms.policy.equals(current.policy)) {
      refusal = Refusal.OTHER_POLICY;
    }
    return Optional.ofNullable(refusal);
  }

  static Cbor.Bytes digest(byte[] challenge) {
    return new Cbor.Bytes(Fingerprint.sha256(challenge));
  }

  ChallengeState usedUp() {
    return new ChallengeState(digest, terms, expiresMillis, true);
  }

  static final StateCodec<ChallengeState> CODEC =
      new StateCodec<>() {
        @Override
        public ChallengeState initial() {
          Cbor.Bytes none = new Cbor.Bytes(new byte[SHORT]);
          return new ChallengeState(
              new Cbor.Bytes(new byte[DIGEST_BYTES]),
              new Terms(Ceremony.REGISTRATION, none, none, none),
              0,
              false);
        }

        @Override
        public byte[] encode(ChallengeState state) {
          return ByteBuffer.allocate(BYTES)
              .put(FORMAT)
              .put(EDITION)
              .put((byte) state.terms.ceremony.ordinal())
              .put((byte) (state.used ? 1 : 0))
              .putLong(state.expiresMillis)
              .put(state.digest.value())
              .put(state.terms.session.value())
              .put(state.terms.user.value())
              .put(state.terms.policy.value())
              .array();
        }

        @Override
        public ChallengeState decode(byte[] bytes) {
          ByteBuffer in = ByteBuffer.wrap(bytes);
          if (bytes.length != BYTES || in.get() != FORMAT || in.get() != EDITION) {
            throw new IllegalArgumentException("no state of a challenge");
          }
          byte ceremony = in.get();
          byte used = in.get();
          if (ceremony < 0 || ceremony > 1 || used < 0 || used > 1) {
            throw new IllegalArgumentException("no state of a challenge");
          }
          long expires = in.getLong();
          Cbor.Bytes digest = take(in, DIGEST_BYTES);
          Terms terms =
              new Terms(
                  ceremony == 0 ? Ceremony.REGISTRATION : Ceremony.ASSERTION,
                  take(in, SHORT),
                  take(in, SHORT),
                  take(in, SHORT));
          return new ChallengeState(digest, terms, expires, used == 1);
        }
      };

  private static Cbor.Bytes take(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new Cbor.Bytes(bytes);
  }
}
