package dev.countersign.junit.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.junit.SimulatedSecurityKey;
import dev.countersign.junit.VirtualSecurityKey;
import dev.countersign.junit.peers.Program;
import dev.countersign.relyingparty.webauthn.AssertionResult;
import dev.countersign.relyingparty.webauthn.Caller;
import dev.countersign.relyingparty.webauthn.Ceremonies;
import dev.countersign.relyingparty.webauthn.RegisteredKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A browser with a virtual security key registers and signs in at a relying party of ours. */
@Tag("native")
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrowserCeremonyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Chromium browser;

  private LoginSite site;

  @BeforeAll
  @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  static void start() throws Exception {
    String driver = Program.of("chromedriver", "chromium-driver", folder).path();
    browser = Chromium.start(driver, folder);
  }

  @AfterAll
  static void end() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void openThePage() throws Exception {
    site = LoginSite.open();
    browser.open(site.page());
  }

  @AfterEach
  void close() throws Exception {
    try {
      browser.pullAll();
    } finally {
      site.close();
    }
  }

  @Test
  void keyIsRegisteredAndSignsIn() throws Exception {
    browser.plugIn(true);
    assertThat(browser.call("register", "blue")).isEqualTo("registered blue");
    assertThat(browser.call("signIn", LoginSite.USER)).isEqualTo("signed in as alice with blue");
    assertThat(browser.call("signIn", LoginSite.USER)).isEqualTo("signed in as alice with blue");
    assertThat(site.ceremonies().keys(LoginSite.USER))
        .extracting(RegisteredKey::name)
        .containsExactly("blue");
  }

  @Test
  void keyTellsWhoItIs() throws Exception {
    browser.plugIn(true);
    assertThat(browser.call("register", "blue")).isEqualTo("registered blue");
    assertThat(browser.call("signIn", "")).isEqualTo("signed in as alice with blue");
  }

  @Test
  void keyIsNotRegisteredTwice() throws Exception {
    browser.plugIn(true);
    assertThat(browser.call("register", "blue")).isEqualTo("registered blue");
    assertThat(browser.call("register", "again")).contains("InvalidStateError");
  }

  @Test
  void anotherKeyThanThoseRegisteredDoesNotSignIn() throws Exception {
    browser.plugIn(true);
    assertThat(browser.call("register", "blue")).isEqualTo("registered blue");
    browser.pullAll();
    browser.plugIn(true);
    assertThat(browser.call("signIn", LoginSite.USER)).contains("NotAllowedError");
  }

  @Test
  void answerCountsOnce() throws Exception {
    browser.plugIn(true);
    assertThat(browser.call("register", "blue")).isEqualTo("registered blue");
    String answer = browser.call("prove", LoginSite.USER);
    assertThat(browser.call("send", "/sign-in/finish?alice", answer))
        .isEqualTo("signed in as alice with blue");
    assertThat(browser.call("send", "/sign-in/finish?alice", answer)).startsWith("refused");
  }

  @Test
  void answerWithAnotherSignatureIsRefused() throws Exception {
    browser.plugIn(true);
    assertThat(browser.call("register", "blue")).isEqualTo("registered blue");
    ObjectNode answer = (ObjectNode) JSON.readTree(browser.call("prove", LoginSite.USER));
    ObjectNode other = (ObjectNode) JSON.readTree(browser.call("prove", LoginSite.USER));
    ((ObjectNode) answer.get("response")).set("signature", other.get("response").get("signature"));
    assertThat(browser.call("send", "/sign-in/finish?alice", answer.toString()))
        .isEqualTo("refused: SIGNATURE");
  }

  @Test
  void keyWithoutBrowserIsAcceptedAlike(
      @SimulatedSecurityKey(pin = "135790") VirtualSecurityKey key) throws Exception {
    browser.plugIn(true);
    String made = browser.call("make");
    String proved = browser.call("register", "blue") + browser.call("prove", LoginSite.USER);
    Ceremonies site = this.site.ceremonies();
    Caller alice = LoginSite.alice();
    String registration =
        key.register(site.beginRegistration(alice, "Alice").options(), this.site.origin());
    assertThat(site.finishRegistration(alice, "green", registration).accepted()).isTrue();
    String signIn = key.signIn(site.beginAssertion(alice).options(), this.site.origin());
    assertThat(site.finishAssertion(alice, signIn))
        .isInstanceOfSatisfying(
            AssertionResult.SignedIn.class, in -> assertThat(in.key().name()).isEqualTo("green"));
    assertThat(members(registration)).isEqualTo(members(made));
    assertThat(members(signIn)).isEqualTo(members(proved.substring(proved.indexOf('{'))));
  }

  /** The names in a response, with those in what it holds: what a site can rely on. */
  private static Set<String> members(String json) throws IOException {
    Set<String> names = new TreeSet<>();
    JsonNode response = JSON.readTree(json);
    response.fieldNames().forEachRemaining(names::add);
    response.get("response").fieldNames().forEachRemaining(name -> names.add("response." + name));
    return names;
  }
}
