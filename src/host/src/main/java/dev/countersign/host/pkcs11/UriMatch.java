package dev.countersign.host.pkcs11;

import dev.countersign.device.TokenUri;
import dev.countersign.host.cryptoki.Structures.ModuleInfo;
import dev.countersign.host.cryptoki.Structures.SlotInfo;
import dev.countersign.host.cryptoki.Structures.TokenInfo;
import java.util.function.Supplier;

/**
 * Compares the parts of a URI that name token, slot and library with what these say of themselves
 * ([RFC7512] 2.3 and 2.5).
 */
final class UriMatch {
  private final TokenPlace place;
  private final SlotInfo slot;

  UriMatch(TokenPlace place, SlotInfo slot) {
    this.place = place;
    this.slot = slot;
  }

  boolean fits(TokenUri uri) {
    TokenInfo token = place.written();
    return uri.scheme().equals(Pkcs11Token.KIND)
        && uri.vendorAttributes().isEmpty()
        && is(uri, "token", token::label)
        && is(uri, "manufacturer", token::manufacturer)
        && is(uri, "model", token::model)
        && is(uri, "serial", token::serial)
        && is(uri, "slot-id", () -> Long.toUnsignedString(place.slot()))
        && is(uri, "slot-description", slot::description)
        && is(uri, "slot-manufacturer", slot::manufacturer)
        && fitsLibrary(uri);
  }

  private boolean fitsLibrary(TokenUri uri) {
    if (uri.attribute("library-manufacturer").isEmpty()
        && uri.attribute("library-description").isEmpty()
        && uri.attribute("library-version").isEmpty()) {
      return true;
    }
    ModuleInfo library = place.cryptoki().info();
    return is(uri, "library-manufacturer", library::manufacturer)
        && is(uri, "library-description", library::description)
        && is(uri, "library-version", library::version);
  }

  /** Blanks at the end count as the padding of these fields, which they cannot be told from. */
  private static boolean is(TokenUri uri, String part, Supplier<String> value) {
    return uri.attribute(part).map(wanted -> unpadded(wanted).equals(value.get())).orElse(true);
  }

  private static String unpadded(String wanted) {
    int end = wanted.length();
    while (end > 0 && wanted.charAt(end - 1) == ' ') {
      end--;
    }
    return wanted.substring(0, end);
  }
}
