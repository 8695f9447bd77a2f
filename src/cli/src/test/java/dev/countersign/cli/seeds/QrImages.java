package dev.countersign.cli.seeds;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Images of QR codes, as issuers show them. */
public final class QrImages {
  private QrImages() {}

  /** A PNG or JPEG with this text as a QR code. */
  public static byte[] of(String text, String format) {
    try {
      BitMatrix code = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 300, 300);
      BufferedImage image = blank(300, 300, BufferedImage.TYPE_INT_RGB);
      for (int x = 0; x < 300; x++) {
        for (int y = 0; y < 300; y++) {
          image.setRGB(x, y, code.get(x, y) ? 0 : 0xFFFFFF);
        }
      }
      return bytes(image, format);
    } catch (WriterException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static BufferedImage blank(int width, int height, int type) {
    return new BufferedImage(width, height, type);
  }

  static byte[] bytes(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException(format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
