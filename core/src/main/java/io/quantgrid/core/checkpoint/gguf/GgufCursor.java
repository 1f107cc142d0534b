package io.quantgrid.core.checkpoint.gguf;

import io.quantgrid.core.checkpoint.CheckpointException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads the header's numbers and strings, little-endian, one after another. Every length is held
 * against the bytes that are left before anything is allocated.
 */
final class GgufCursor {
  /** Elements of all arrays together; the largest vocabularies with their merges need 2 million. */
  private static final long MAX_ELEMENTS = 1L << 23;

  private final Path file;
  private final ByteBuffer bytes;
  private long elements;

  GgufCursor(Path file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes read so far. */
  int position() {
    return bytes.position();
  }

  byte int8(String what) {
    return need(Byte.BYTES, what).get();
  }

  short int16(String what) {
    return need(Short.BYTES, what).getShort();
  }

  int int32(String what) {
    return need(Integer.BYTES, what).getInt();
  }

  long int64(String what) {
    return need(Long.BYTES, what).getLong();
  }

  /** A count of things that take {@code least} bytes each or more. */
  int count(String what, int least) {
    long count = int64(what);
    if (count < 0 || count > bytes.remaining() / least) {
      throw refused(
          what,
          Long.toUnsignedString(count),
          "at most %d, for which there are bytes left".formatted(bytes.remaining() / least));
    }
    return (int) count;
  }

  /** As {@link #count}, of elements of an array. */
  int elements(String what, int least) {
    int count = count(what, least);
    elements += count;
    if (elements > MAX_ELEMENTS) {
      throw refused(what, count + " elements", "at most " + MAX_ELEMENTS + " in all arrays");
    }
    return count;
  }

  /** UTF-8 after its length. */
  String text(String what) {
    int length = count(what + ": length", 1);
    ByteBuffer utf8 = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw refused(what, "text that is not UTF-8", "UTF-8");
    }
  }

  CheckpointException refused(String what, String value, String expected) {
    return refused(file, what, value, expected);
  }

  static CheckpointException refused(Path file, String what, String value, String expected) {
    return new CheckpointException(
        "Cannot read %s: %s: %s (expected %s)"
            .formatted(file, shown(what), shown(value), expected));
  }

  private static String shown(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }

  private ByteBuffer need(int count, String what) {
    if (bytes.remaining() < count) {
      throw refused(what, "the file ends", count + " bytes more");
    }
    return bytes;
  }
}
