package dev.countersign.cli.tokens;

import dev.countersign.cli.Invocation;
import dev.countersign.cli.Json;
import dev.countersign.cli.TokenSession;
import dev.countersign.device.Token;
import dev.countersign.device.TokenEvent;
import dev.countersign.wire.ChannelSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Prints a line for each token that comes or goes. */
final class TokenWatch {
  private final Invocation invocation;
  private final TokenSession session;
  private final boolean json;
  private final BlockingQueue<TokenEvent> events = new LinkedBlockingQueue<>();

  TokenWatch(Invocation invocation, TokenSession session, boolean json) {
    this.invocation = invocation;
    this.session = session;
    this.json = json;
  }

  /** Prints what is there, then what happens, until interrupted. */
  void run() throws InterruptedException {
    ChannelSource.Watch watch = session.tokens().watch(events::add);
    try {
      Map<String, List<Token>> present = new LinkedHashMap<>();
      for (Token token : session.tokens().list()) {
        present.computeIfAbsent(token.reader(), reader -> new ArrayList<>()).add(token);
      }
      present.forEach((reader, tokens) -> print("present", reader, tokens));
      while (true) {
        TokenEvent event = events.take();
        print(
            event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            event.reader(),
            event.kind() == TokenEvent.Kind.INSERTED ? inReader(event.reader()) : List.of());
      }
    } finally {
      watch.close();
    }
  }

  private List<Token> inReader(String reader) {
    return session.tokens().list().stream().filter(t -> t.reader().equals(reader)).toList();
  }

  private void print(String event, String reader, List<Token> tokens) {
    if (json) {
      Json.printLine(
          invocation.out(),
          out -> {
            out.writeStartObject();
            out.writeStringField("event", event);
            out.writeStringField("reader", reader);
            out.writeArrayFieldStart("tokens");
            for (Token token : tokens) {
              InventoryJson.write(out, token);
            }
            out.writeEndArray();
            out.writeEndObject();
          });
    } else if (tokens.isEmpty()) {
      invocation.out().println(event + "  " + reader);
    } else {
      for (Token token : tokens) {
        invocation
            .out()
            .println(
                "%s  %s  %s  %s"
                    .formatted(event, token.uri(), TokensCommand.what(token.identity()), reader));
      }
    }
    invocation.requireReader();
  }
}
