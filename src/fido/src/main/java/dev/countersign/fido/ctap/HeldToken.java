package dev.countersign.fido.ctap;

import dev.countersign.device.AttachmentMemory;

/** A token for stored credentials, for as long as the key stays and takes it. */
record HeldToken(AuthToken token) implements AttachmentMemory.Item {
  @Override
  public void wipe() {
    token.close();
  }
}
