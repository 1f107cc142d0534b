package io.quantgrid.core.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The bytes of a pickle, read one after another; what is cut short is refused. */
final class PickleInput {
  /** Longer than the name of any class. */
  private static final int MAX_LINE = 1000;

  private final Path file;
  private final ByteBuffer bytes;

  /**
   * @param bytes from the pickle's first; its position moves past what is read
   */
  PickleInput(Path file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** 0 to 255. */
  int unsignedByte() {
    need(1);
    return bytes.get() & 0xFF;
  }

  int unsignedShort() {
    need(Short.BYTES);
    return bytes.getShort() & 0xFFFF;
  }

  int integer() {
    need(Integer.BYTES);
    return bytes.getInt();
  }

  long longInteger() {
    need(Long.BYTES);
    return bytes.getLong();
  }

  /** Big-endian, alone among numbers. */
  double real() {
    return Double.longBitsToDouble(Long.reverseBytes(longInteger()));
  }

  /** A length of four bytes. */
  long unsignedInteger() {
    return Integer.toUnsignedLong(integer());
  }

  /**
   * @throws CheckpointException if fewer are left, before anything is allocated
   */
  byte[] bytes(long length) {
    need(length);
    byte[] out = new byte[(int) length];
    bytes.get(out);
    return out;
  }

  String text(long length) {
    need(length);
    ByteBuffer text = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return text(text);
  }

  /** Up to the next line feed. */
  String line() {
    int start = bytes.position();
    int length = 0;
    while (unsignedByte() != '\n') {
      if (++length > MAX_LINE) {
        throw refused("a name of over " + MAX_LINE + " bytes", "a shorter one");
      }
    }
    return text(bytes.slice(start, length));
  }

  CheckpointException refused(String value, String expected) {
    return refused(file, value, expected);
  }

  static CheckpointException refused(Path file, String value, String expected) {
    return new CheckpointException(
        "Cannot read %s: %s (expected %s)".formatted(file, value, expected));
  }

  private String text(ByteBuffer encoded) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException e) {
      throw refused("text that is not UTF-8", "a pickle of torch.save");
    }
  }

  private void need(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw refused(
          "a pickle that ends within %d bytes where %s follow"
              .formatted(bytes.remaining(), Long.toUnsignedString(length)),
          "a whole file");
    }
  }
}
