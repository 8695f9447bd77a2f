package com.example;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.fido.webauthn.WebAuthnException;
import dev.countersign.junit.SimulatedSecurityKey;
import dev.countersign.junit.VirtualSecurityKey;
import org.junit.jupiter.api.Test;

@SimulatedSecurityKey(pin = "4711")
class SecurityKeySignInTest {
  private final LoginServer server = new LoginServer("example.org"); // yours

  @Test
  void signsInWithTheKeyThatWasRegistered(VirtualSecurityKey key) throws Exception {
    server.finishRegistration(
        key.register(server.startRegistration("alice"), "https://login.example.org"));

    assertTrue(
        server.finishSignIn(key.signIn(server.startSignIn("alice"), "https://login.example.org")));
  }

  @Test
  void isRefusedAtAPageOfSomebodyElse(VirtualSecurityKey key) throws Exception {
    String options = server.startRegistration("alice");
    assertThrows(
        WebAuthnException.class, () -> key.register(options, "https://example.org.evil.example"));
  }
}
