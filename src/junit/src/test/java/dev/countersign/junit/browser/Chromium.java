package dev.countersign.junit.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A browser without a screen, driven as the WebDriver protocol says. */
final class Chromium implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final URI base;
  private final String session;
  private final List<String> keys = new ArrayList<>();

  private Chromium(Process driver, int port, Path profile)
      throws IOException, InterruptedException {
    this.driver = driver;
    this.base = URI.create("http://127.0.0.1:" + port);
    ObjectNode wish = JSON.createObjectNode();
    wish.putObject("capabilities")
        .putObject("alwaysMatch")
        .putObject("goog:chromeOptions")
        .putArray("args")
        .add("--headless=new")
        .add("--no-sandbox") // its sandbox does not work for root
        .add("--disable-gpu")
        .add("--disable-dev-shm-usage")
        .add("--user-data-dir=" + profile);
    session = send("POST", "/session", wish).get("sessionId").asText();
    ObjectNode patience = JSON.createObjectNode();
    patience.put("script", LIMIT.toMillis());
    ofSession("POST", "/timeouts", patience);
  }

  /**
   * Starts the browser.
   *
   * @param driver the program {@code chromedriver}
   * @param folder where it may write
   */
  static Chromium start(String driver, Path folder) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(driver, "--port=0").redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    try {
      BufferedReader output =
          new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
      int port = port(output);
      // Driver and browser write to it all the time, and would stop where nobody reads.
      Thread reader = new Thread(() -> output.lines().forEach(line -> {}), "chromedriver-output");
      reader.setDaemon(true);
      reader.start();
      return new Chromium(process, port, folder.resolve("profile"));
    } catch (IOException | InterruptedException | RuntimeException e) {
      end(process);
      throw e;
    }
  }

  private static int port(BufferedReader output) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = STARTED.matcher(line);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1));
      }
      said.append(line).append('\n');
    }
    throw new IOException("chromedriver did not start:\n" + said);
  }

  /** Opens a page. */
  void open(URI page) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.put("url", page.toString());
    ofSession("POST", "/url", body);
  }

  /**
   * Plugs a virtual security key in ([WEBAUTHN-3] 11.3) that is touched whenever it wants to be.
   *
   * @param verifies whether it verifies its user, who is always the right one
   */
  void plugIn(boolean verifies) throws IOException, InterruptedException {
    ObjectNode key = JSON.createObjectNode();
    key.put("protocol", "ctap2");
    key.put("transport", "usb");
    key.put("hasResidentKey", true);
    key.put("hasUserVerification", verifies);
    key.put("isUserVerified", verifies);
    keys.add(ofSession("POST", "/webauthn/authenticator", key).asText());
  }

  /** Pulls all virtual security keys out, with their credentials. */
  void pullAll() throws IOException, InterruptedException {
    while (!keys.isEmpty()) {
      ofSession("DELETE", "/webauthn/authenticator/" + keys.remove(0), null);
    }
  }

  /**
   * Runs a function of the page that returns a promise of a text.
   *
   * @param function its name
   * @param arguments texts
   * @return the text
   */
  String call(String function, String... arguments) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.put(
        "script",
        "const done = arguments[arguments.length - 1];"
            + "window[arguments[0]](...Array.from(arguments).slice(1, -1))"
            + ".then(done, error => done('failed: ' + error));");
    var values = body.putArray("args").add(function);
    for (String argument : arguments) {
      values.add(argument);
    }
    return ofSession("POST", "/execute/async", body).asText();
  }

  private JsonNode ofSession(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    return send(method, "/session/" + session + path, body);
  }

  private JsonNode send(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .method(method, content)
            .build();
    JsonNode answer = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    JsonNode value = answer.get("value");
    if (value != null && value.hasNonNull("error")) {
      throw new IOException("%s %s: %s".formatted(method, path, value.get("message").asText()));
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    try {
      ofSession("DELETE", "", null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(driver);
    }
  }

  private static void end(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroy);
    all.stream()
        .filter(
            handle -> handle.onExit().completeOnTimeout(null, 10, TimeUnit.SECONDS).join() == null)
        .forEach(ProcessHandle::destroyForcibly);
  }
}
