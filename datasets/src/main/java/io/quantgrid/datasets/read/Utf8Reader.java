package io.quantgrid.datasets.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 as text, strictly: the first byte that is none is an error that names its position. A byte
 * order mark is passed over. What is read between two calls of {@link #nextDocument} may not exceed
 * a limit, so that a quote that is never closed does not fill the memory.
 */
final class Utf8Reader extends Reader {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MARK = 0xfeff;
  private static final long UNLIMITED = Long.MIN_VALUE;

  private final InputStream stream;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private final CharBuffer text = CharBuffer.allocate(BUFFER_BYTES).flip();
  private long before; // bytes of the file that are no longer in the buffer
  private boolean ended;
  private boolean begun;
  private long sinceDocument = UNLIMITED;

  Utf8Reader(InputStream stream) {
    this.stream = stream;
  }

  /** What is read from here on belongs to another document. */
  void nextDocument() {
    sinceDocument = 0;
  }

  /** What is read from here on is passed over, however long it is. */
  void passOver() {
    sinceDocument = UNLIMITED;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (sinceDocument > LineIndex.MAX_LINE_BYTES) {
      throw new IOException(
          "a document is longer than "
              + LineIndex.MAX_LINE_BYTES
              + " characters: is a quote or bracket not closed?");
    }
    while (!text.hasRemaining()) {
      if (!decode()) {
        return -1;
      }
    }
    int count = Math.min(length, text.remaining());
    text.get(target, offset, count);
    sinceDocument += count;
    return count;
  }

  /** Whether there may be more text. */
  private boolean decode() throws IOException {
    if (ended && !bytes.hasRemaining()) {
      return false;
    }
    fill();
    text.clear();
    CoderResult result = decoder.decode(bytes, text, ended);
    text.flip();
    if (result.isError() && !text.hasRemaining()) {
      throw new IOException(notUtf8(bytes.get(bytes.position()), before + bytes.position()));
    }
    if (!begun && text.hasRemaining()) {
      begun = true;
      if (text.get(text.position()) == MARK) {
        text.get();
      }
    }
    return true;
  }

  private void fill() throws IOException {
    before += bytes.position();
    bytes.compact();
    while (!ended && bytes.hasRemaining()) {
      int count = stream.read(bytes.array(), bytes.position(), bytes.remaining());
      if (count < 0) {
        ended = true;
      } else {
        bytes.position(bytes.position() + count);
      }
    }
    bytes.flip();
  }

  static String notUtf8(byte found, long position) {
    return String.format(
        "text that is not UTF-8: byte 0x%02x at position %d of the file", found & 0xff, position);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
