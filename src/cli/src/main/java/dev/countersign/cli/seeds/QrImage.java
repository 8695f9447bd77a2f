package dev.countersign.cli.seeds;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The QR code in a PNG or JPEG. What the image libraries keep for themselves while they work cannot
 * be wiped; nothing is written to a temporary file.
 */
final class QrImage {
  /** The most pixels: what a camera makes. Checked before any of them is decoded. */
  private static final long MAX_PIXELS = 25_000_000;

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

  private QrImage() {}

  /** Whether the content is an image of these kinds. */
  static boolean is(byte[] content) {
    return begins(content, PNG) || begins(content, JPEG);
  }

  private static boolean begins(byte[] content, byte[] magic) {
    return content.length >= magic.length
        && Arrays.equals(content, 0, magic.length, magic, 0, magic.length);
  }

  /**
   * The text of the QR code.
   *
   * @return the text, which the caller wipes
   * @throws IllegalArgumentException when there is none that can be read
   */
  static char[] read(byte[] content) {
    BufferedImage image = image(content, begins(content, PNG) ? "png" : "jpeg");
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    try {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = onWhite(pixels[i]);
      }
      return text(new RGBLuminanceSource(width, height, pixels));
    } finally {
      Arrays.fill(pixels, 0);
    }
  }

  private static char[] text(RGBLuminanceSource source) {
    return decoded(source, Map.of())
        // The second look is slower and finds codes in photographs that the first does not.
        .or(() -> decoded(source, Map.of(DecodeHintType.TRY_HARDER, true)))
        .orElseThrow(() -> new IllegalArgumentException("there is no QR code in the image"));
  }

  private static Optional<char[]> decoded(
      RGBLuminanceSource source, Map<DecodeHintType, Object> hints) {
    try {
      BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(source));
      return Optional.of(new QRCodeReader().decode(bitmap, hints).getText().toCharArray());
    } catch (NotFoundException e) {
      return Optional.empty();
    } catch (ReaderException e) {
      throw new IllegalArgumentException("the QR code in the image cannot be read", e);
    }
  }

  /** The colour of a pixel that may be transparent, as seen on paper. */
  private static int onWhite(int pixel) {
    int opacity = pixel >>> 24;
    return shade(pixel >> 16, opacity) << 16
        | shade(pixel >> 8, opacity) << 8
        | shade(pixel, opacity);
  }

  private static int shade(int colour, int opacity) {
    return ((colour & 0xFF) * opacity + 0xFF * (0xFF - opacity)) / 0xFF;
  }

  private static BufferedImage image(byte[] content, String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new IllegalArgumentException("this Java runtime reads no " + format + " images");
    }
    ImageReader reader = readers.next();
    // In memory: the usual stream of this package goes through a file.
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      reader.setInput(in, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MAX_PIXELS) {
        throw new IllegalArgumentException(
            "the image has more than %d million pixels".formatted(MAX_PIXELS / 1_000_000));
      }
      return reader.read(0);
    } catch (IOException | RuntimeException e) {
      if (e instanceof IllegalArgumentException tooLarge && e.getCause() == null) {
        throw tooLarge;
      }
      // The readers of the JDK throw all kinds of things at images that are not whole.
      throw new IllegalArgumentException("the image is broken", e);
    } finally {
      reader.dispose();
    }
  }
}
