package dev.countersign.fido.ctap;

import dev.countersign.device.fido.Identifier;
import dev.countersign.device.fido.Protection;
import dev.countersign.device.fido.RelyingParty;
import dev.countersign.device.fido.StoredCredentials.Space;
import dev.countersign.device.fido.StoredCredentials.StoredCredential;
import dev.countersign.device.fido.UserAccount;
import dev.countersign.wire.ChannelException;
import dev.countersign.wire.cbor.Cbor;
import dev.countersign.wire.cbor.CborException;
import dev.countersign.wire.cbor.CborMap;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** authenticatorCredentialManagement ([CTAP2.1] 6.8). */
final class CredentialCommands {
  /** More than any key stores; what claims more is not followed. */
  static final int MOST_STORED = 4096;

  private static final int GET_METADATA = 1;
  private static final int RELYING_PARTIES_BEGIN = 2;
  private static final int RELYING_PARTIES_NEXT = 3;
  private static final int CREDENTIALS_BEGIN = 4;
  private static final int CREDENTIALS_NEXT = 5;
  private static final int DELETE = 6;
  private static final int UPDATE_USER = 7;

  private final KeyCard card;
  private final AuthToken token;
  private final int command;

  CredentialCommands(KeyCard card, AuthToken token, int command) {
    this.card = card;
    this.token = token;
    this.command = command;
  }

  Space space() throws ChannelException {
    CborMap answer = authenticated(GET_METADATA, null);
    try {
      OptionalLong stored = answer.integer(1);
      OptionalLong left = answer.integer(2);
      return new Space(
          count(stored.orElseThrow(() -> card.badResponse("it does not say how many it stores"))),
          left.isPresent() ? OptionalInt.of(count(left.getAsLong())) : OptionalInt.empty());
    } catch (CborException e) {
      throw card.unreadable(e);
    }
  }

  private static int count(long told) {
    return (int) Math.max(0, Math.min(told, Integer.MAX_VALUE));
  }

  List<StoredCredential> list() throws ChannelException {
    List<StoredCredential> credentials = new ArrayList<>();
    try {
      for (CborMap party : all(RELYING_PARTIES_BEGIN, null, RELYING_PARTIES_NEXT, 5)) {
        CborMap entity = party.map(3).orElseThrow(() -> Answer.missing("a relying party"));
        byte[] hash = Answer.requireBytes(party, 4, "the hash of a relying party");
        String id = entity.text("id").orElse("");
        // keys cut long identifiers short, so the hash need not be that of what they tell
        RelyingParty relyingParty = new RelyingParty(id, entity.text("name").orElse(""));
        CborMap parameters = Cbor.map().put(1, hash).build();
        for (CborMap found : all(CREDENTIALS_BEGIN, parameters, CREDENTIALS_NEXT, 9)) {
          credentials.add(credential(relyingParty, found));
        }
        requireNoMoreThanAnyStores(credentials.size());
      }
      return credentials;
    } catch (CborException e) {
      throw card.unreadable(e);
    }
  }

  private static StoredCredential credential(RelyingParty relyingParty, CborMap found)
      throws CborException {
    UserAccount user =
        UserEntity.read(found.map(6)).orElseThrow(() -> Answer.missing("the account"));
    Identifier id =
        Answer.identifier(found.map(7).orElseThrow(() -> Answer.missing("the identifier")));
    OptionalLong protection = found.integer(0x0A);
    return new StoredCredential(
        relyingParty,
        user,
        id,
        found.map(8).flatMap(CoseKeys::read),
        Arrays.stream(Protection.values())
            .filter(each -> protection.isPresent() && each.value() == protection.getAsLong())
            .findFirst());
  }

  /** All answers of a sort; none when the key says that it has none. */
  private List<CborMap> all(int begin, @Nullable CborMap parameters, int next, int countMember)
      throws ChannelException, CborException {
    List<CborMap> all = new ArrayList<>();
    CborMap first;
    try {
      first = authenticated(begin, parameters);
    } catch (CtapError e) {
      if (e.is(Ctap.NO_CREDENTIALS)) {
        return List.of();
      }
      throw e;
    }
    long count = first.integer(countMember).orElse(first.isEmpty() ? 0 : 1);
    requireNoMoreThanAnyStores(count);
    if (count > 0) {
      all.add(first);
    }
    while (all.size() < count) {
      all.add(send(Cbor.map().put(1, next).build()));
    }
    return all;
  }

  private void requireNoMoreThanAnyStores(long count) {
    if (count > MOST_STORED) {
      throw card.badResponse("it claims to store %d".formatted(count));
    }
  }

  boolean rename(Identifier credential, UserAccount user) throws ChannelException {
    card.task().changesToken();
    authenticated(
        UPDATE_USER,
        Cbor.map().put(2, Descriptors.of(credential)).put(3, Descriptors.of(user)).build());
    return true;
  }

  boolean delete(Identifier credential) throws ChannelException {
    card.task().changesToken();
    authenticated(DELETE, Cbor.map().put(2, Descriptors.of(credential)).build());
    card.forgetInfo(); // it tells how much room is left
    return true;
  }

  private CborMap authenticated(int subcommand, @Nullable CborMap parameters)
      throws ChannelException {
    CborMap.Builder request = Cbor.map().put(1, subcommand);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(subcommand);
    if (parameters != null) {
      request.put(2, parameters);
      message.writeBytes(parameters.encode());
    }
    token.authenticate(request, 4, 3, message.toByteArray());
    return send(request.build());
  }

  private CborMap send(CborMap request) throws ChannelException {
    try (Wait wait = Wait.brief()) {
      return card.ctap2(command, request, wait);
    }
  }
}
