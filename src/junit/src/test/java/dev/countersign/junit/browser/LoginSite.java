package dev.countersign.junit.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.relyingparty.store.InMemoryStateStore;
import dev.countersign.relyingparty.webauthn.AssertionResult;
import dev.countersign.relyingparty.webauthn.Begun;
import dev.countersign.relyingparty.webauthn.Caller;
import dev.countersign.relyingparty.webauthn.Ceremonies;
import dev.countersign.relyingparty.webauthn.Policy;
import dev.countersign.relyingparty.webauthn.RegistrationResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A site on this machine where people register security keys and sign in with them. */
final class LoginSite implements AutoCloseable {
  static final String USER = "alice";

  private static final String PAGE =
      """
      <!doctype html><meta charset="utf-8"><title>Sign in</title>
      <script>
      async function post(path, body) {
        return (await fetch(path, {method: 'POST', body})).text();
      }
      async function make() {
        const options = JSON.parse(await post('/register/begin', ''));
        const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
        return JSON.stringify((await navigator.credentials.create({publicKey})).toJSON());
      }
      async function prove(user) {
        const options = JSON.parse(await post('/sign-in/begin', user));
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
        return JSON.stringify((await navigator.credentials.get({publicKey})).toJSON());
      }
      async function register(name) { return post('/register/finish?' + name, await make()); }
      async function signIn(user) { return post('/sign-in/finish?' + user, await prove(user)); }
      async function send(path, body) { return post(path, body); }
      </script>
      """;

  private final HttpServer server;
  private final Ceremonies ceremonies;

  private LoginSite(HttpServer server) {
    this.server = server;
    this.ceremonies =
        new Ceremonies(
            Policy.usual("localhost", "A site", "123456789012", origin()),
            new InMemoryStateStore(),
            Clock.systemUTC(),
            new SecureRandom());
  }

  static LoginSite open() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    LoginSite site = new LoginSite(server);
    server.createContext("/", site::page);
    site.answers(
        "/register/begin", body -> begun(site.ceremonies.beginRegistration(alice(), USER)));
    server.createContext("/register/finish", site::finishRegistration);
    site.answers("/sign-in/begin", user -> begun(site.ceremonies.beginAssertion(caller(user))));
    server.createContext("/sign-in/finish", site::finishSignIn);
    server.start();
    return site;
  }

  /** Where it is, with its port. */
  String origin() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  URI page() {
    return URI.create(origin() + "/");
  }

  /** The relying party behind it, for those who come without a browser. */
  Ceremonies ceremonies() {
    return ceremonies;
  }

  /** The one session of the site with a user. */
  static Caller alice() {
    return caller(USER);
  }

  private static Caller caller(String user) {
    return user.isEmpty() ? Caller.unnamed(SESSION) : Caller.of(SESSION, user);
  }

  private static final String SESSION = UUID.randomUUID().toString();

  private static String begun(Begun begun) {
    return begun instanceof Begun.Options options ? options.json() : begun.toString();
  }

  private void page(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/html");
    answer(exchange, PAGE);
  }

  private void finishRegistration(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getQuery();
    RegistrationResult result = ceremonies.finishRegistration(alice(), name, body(exchange));
    answer(
        exchange,
        result instanceof RegistrationResult.Registered registered
            ? "registered " + registered.key().name()
            : "refused: " + ((RegistrationResult.Refused) result).reason());
  }

  private void finishSignIn(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    AssertionResult result =
        ceremonies.finishAssertion(caller(query == null ? "" : query), body(exchange));
    answer(
        exchange,
        result instanceof AssertionResult.SignedIn in
            ? "signed in as %s with %s".formatted(in.user(), in.key().name())
            : "refused: " + ((AssertionResult.Refused) result).reason());
  }

  private void answers(String path, UnaryOperator<String> work) {
    server.createContext(path, exchange -> answer(exchange, work.apply(body(exchange))));
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), UTF_8);
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
