package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.CheckpointException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.NavigableMap;

/**
 * The header of a GGUF file (ggml, docs/gguf.md), versions 2 and 3, little-endian:
 *
 * <pre>
 * | "GGUF" | version: u32 | tensors: u64 | entries: u64 | metadata | tensor infos | padding | data |
 * </pre>
 *
 * @param metadata an object, keys as in the file
 * @param tensors by name
 */
record GgufHeader(JsonNode metadata, NavigableMap<String, GgufTensor> tensors) {
  private static final int MAGIC = 0x46554747; // "GGUF"
  private static final int SWAPPED = Integer.reverseBytes(MAGIC);

  GgufHeader {
    tensors = Collections.unmodifiableNavigableMap(tensors);
  }

  /**
   * Reads and checks the header.
   *
   * @param start the file's first bytes, as many as the header may have at most
   * @param fileBytes the file's length
   * @throws CheckpointException naming {@code file}, where any claim is wrong
   */
  static GgufHeader read(Path file, ByteBuffer start, long fileBytes) {
    GgufCursor in = new GgufCursor(file, start);
    magic(in);
    version(in);
    int tensors = in.count("number of tensors", GgufTensors.leastBytes());
    int entries = in.count("number of metadata entries", GgufValues.leastBytes());
    JsonNode metadata = new GgufValues(in).read(entries);
    return new GgufHeader(
        metadata, new GgufTensors(file, in).read(tensors, alignment(in, metadata), fileBytes));
  }

  private static void magic(GgufCursor in) {
    int magic = in.int32("magic");
    if (magic == SWAPPED) {
      throw in.refused("magic", "FUGG", "GGUF: the file's words are swapped");
    }
    if (magic != MAGIC) {
      throw in.refused("magic", "%08x".formatted(Integer.reverseBytes(magic)), "47475546, GGUF");
    }
  }

  private static void version(GgufCursor in) {
    int version = in.int32("version");
    if ((version & 0xFFFF) == 0 && version != 0) {
      throw in.refused(
          "version", Integer.reverseBytes(version) + ", big-endian", "2 or 3, little-endian");
    }
    if (version != 2 && version != 3) {
      throw in.refused("version", Integer.toUnsignedString(version), "2 or 3");
    }
  }

  private static int alignment(GgufCursor in, JsonNode metadata) {
    JsonNode alignment = metadata.path("general.alignment");
    if (alignment.isMissingNode()) {
      return 32;
    }
    int bytes = alignment.isInt() ? alignment.intValue() : 0;
    if (bytes < 1 || Integer.bitCount(bytes) != 1) {
      throw in.refused("general.alignment", alignment.toString(), "a power of two");
    }
    return bytes;
  }
}
