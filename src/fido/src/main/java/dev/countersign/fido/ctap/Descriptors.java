package dev.countersign.fido.ctap;

import dev.countersign.device.fido.ClientDataHash;
import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.SecurityKeyInfo;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.util.List;
import java.util.Optional;

/** Lists of credentials, which may be longer than a key takes at once ([CTAP2.1] 6.1.1, 6.2.1). */
final class Descriptors {
  /** The command before a message, and the member and head of its list, in bytes. */
  private static final int HEADS = 5;

  /** What a descriptor has beside its identifier, in bytes. */
  private static final int REST_OF_DESCRIPTOR = 28;

  private final Turn turn;
  private final SecurityKeyInfo info;
  private final String relyingParty;
  private final int restOfMessage;

  /**
   * Lists for a message.
   *
   * @param message what it has beside its list, which leaves the list the room that the key has
   */
  Descriptors(Turn turn, SecurityKeyInfo info, String relyingParty, CborMap message) {
    this.turn = turn;
    this.info = info;
    this.relyingParty = relyingParty;
    this.restOfMessage = message.encode().length + HEADS;
  }

  static CborMap of(Identifier credential) {
    return Cbor.map().put("id", credential.bytes()).put("type", "public-key").build();
  }

  static Cbor.Array of(List<Identifier> credentials) {
    return new Cbor.Array(credentials.stream().map(id -> (Cbor) of(id)).toList());
  }

  static CborMap of(UserAccount user) {
    CborMap.Builder entity = Cbor.map().put("id", user.handle().bytes());
    user.name().ifPresent(name -> entity.put("name", name));
    user.displayName().ifPresent(name -> entity.put("displayName", name));
    return entity.build();
  }

  /**
   * The list, or where that is longer than the key takes the one of it that the key holds, which is
   * found out without the person.
   *
   * @return none when the list is too long and the key holds none of it, or none can be its own
   */
  List<Identifier> reduced(List<Identifier> all) throws ChannelException {
    List<Identifier> possible = all.stream().filter(this::mayBeItsOwn).toList();
    int most = mostAtOnce(possible);
    if (possible.size() <= most) {
      return possible;
    }
    for (int from = 0; from < possible.size(); ) {
      List<Identifier> chunk = possible.subList(from, Math.min(possible.size(), from + most));
      try {
        Optional<Identifier> held = held(chunk);
        if (held.isPresent()) {
          return List.of(held.get());
        }
        from += chunk.size();
      } catch (CtapError e) {
        boolean tooMany = e.is(Ctap.REQUEST_TOO_LARGE) || e.is(Ctap.LIMIT_EXCEEDED);
        if (!tooMany || most == 1) {
          throw e;
        }
        most = Math.max(1, most / 2);
      }
    }
    return List.of();
  }

  private boolean mayBeItsOwn(Identifier id) {
    return id.length() <= info.limits().credentialIdBytes().orElse(Identifier.MAX_BYTES);
  }

  private int mostAtOnce(List<Identifier> list) {
    int longest = list.stream().mapToInt(Identifier::length).max().orElse(0);
    int room = info.limits().messageBytes() - restOfMessage;
    int fitting = Math.max(1, room / (longest + REST_OF_DESCRIPTOR));
    return Math.min(fitting, info.limits().credentialsInList().orElse(fitting));
  }

  /** Which of these the key holds, asked without a touch; that proves nothing. */
  private Optional<Identifier> held(List<Identifier> chunk) throws ChannelException {
    byte[] nothing = new byte[ClientDataHash.BYTES];
    CborMap.Builder request =
        Cbor.map()
            .put(1, relyingParty)
            .put(2, nothing)
            .put(3, of(chunk))
            .put(5, Cbor.map().put("up", false).build());
    turn.authenticate(request, 6, 7, nothing);
    try {
      Optional<CborMap> credential = turn.send(Ctap.GET_ASSERTION, request.build()).map(1);
      if (credential.isEmpty()) {
        return chunk.size() == 1 ? Optional.of(chunk.get(0)) : Optional.empty();
      }
      Identifier id = Answer.identifier(credential.get());
      if (!chunk.contains(id)) {
        throw turn.card().badResponse("it answered with a credential that it was not asked for");
      }
      return Optional.of(id);
    } catch (CtapError e) {
      if (e.is(Ctap.NO_CREDENTIALS)) {
        return Optional.empty();
      }
      throw e;
    } catch (CborException e) {
      throw turn.card().unreadable(e);
    }
  }
}
