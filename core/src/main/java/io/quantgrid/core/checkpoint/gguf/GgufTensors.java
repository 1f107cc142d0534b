package io.quantgrid.core.checkpoint.gguf;

import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.kernels.ggml.GgmlType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The table of tensors. Offsets count from the first aligned byte after the table.
 *
 * <pre>
 * | name: string | dimensions: u32 | extents, innermost first: u64 each | type: u32 | offset: u64 |
 * </pre>
 */
final class GgufTensors {
  private static final int MAX_RANK = 4;
  private static final int LEAST_ENTRY = 8 + 4 + 4 + 8;

  private final Path file;
  private final GgufCursor in;

  GgufTensors(Path file, GgufCursor in) {
    this.file = file;
    this.in = in;
  }

  /** Bytes that an entry takes at least. */
  static int leastBytes() {
    return LEAST_ENTRY;
  }

  /** An entry before it is known where the data begins. */
  private record Claim(String name, GgmlType type, long[] shape, long offset, long bytes) {}

  /**
   * That many tensors, by name: sizes as type and extents say, aligned, in the file, none over
   * another.
   */
  NavigableMap<String, GgufTensor> read(int count, int alignment, long fileBytes) {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      claims.add(claim("tensor " + i, alignment));
    }
    long start = (in.position() + (alignment - 1L)) / alignment * alignment;
    long room = Math.max(0, fileBytes - start);
    NavigableMap<String, GgufTensor> tensors = new TreeMap<>();
    for (Claim claim : claims) {
      if (claim.offset() > room || claim.bytes() > room - claim.offset()) {
        throw in.refused(
            claim.name(),
            "%d bytes from %d".formatted(claim.bytes(), claim.offset()),
            "at most %d bytes of data, as the file has".formatted(room));
      }
      long begin = start + claim.offset();
      GgufTensor tensor =
          new GgufTensor(claim.name(), claim.type(), claim.shape(), begin, begin + claim.bytes());
      if (tensors.put(claim.name(), tensor) != null) {
        throw in.refused("tensors", claim.name() + " twice", "each name once");
      }
    }
    apart(tensors);
    return tensors;
  }

  private Claim claim(String place, int alignment) {
    String name = in.text(place + ": name");
    int rank = in.int32(name + ": dimensions");
    if (rank < 0 || rank > MAX_RANK) {
      throw in.refused(name, Integer.toUnsignedString(rank) + " dimensions", "0 to " + MAX_RANK);
    }
    long[] shape = new long[rank];
    for (int i = rank - 1; i >= 0; i--) {
      shape[i] = in.int64(name + ": extent");
    }
    GgmlType type = type(name);
    long offset = in.int64(name + ": offset");
    if (offset < 0 || offset % alignment != 0) {
      throw in.refused(
          name, "offset " + Long.toUnsignedString(offset), "a multiple of " + alignment);
    }
    return new Claim(name, type, shape, offset, bytes(name, type, shape));
  }

  private GgmlType type(String name) {
    int id = in.int32(name + ": type");
    try {
      return GgmlType.of(id);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          "Cannot read %s: %s: %s".formatted(file, name, e.getMessage()), e);
    }
  }

  private long bytes(String name, GgmlType type, long[] shape) {
    long elements = 1;
    try {
      for (long extent : shape) {
        if (extent < 1) {
          throw new ArithmeticException("extent " + Long.toUnsignedString(extent));
        }
        elements = Math.multiplyExact(elements, extent);
      }
      long columns = shape.length == 0 ? 1 : shape[shape.length - 1];
      if (columns % type.blockValues() != 0) {
        throw in.refused(
            name,
            columns + " columns",
            "a multiple of %d for %s".formatted(type.blockValues(), type));
      }
      Math.multiplyExact(elements, (long) Float.BYTES);
      return Math.multiplyExact(elements / type.blockValues(), (long) type.blockBytes());
    } catch (ArithmeticException e) {
      throw in.refused(
          name, "shape " + Arrays.toString(shape), "extents from 1 and less than 2^63 bytes");
    }
  }

  private void apart(NavigableMap<String, GgufTensor> tensors) {
    List<GgufTensor> byOffset = new ArrayList<>(tensors.values());
    byOffset.sort(Comparator.comparingLong(GgufTensor::begin));
    for (int i = 1; i < byOffset.size(); i++) {
      GgufTensor before = byOffset.get(i - 1);
      if (byOffset.get(i).begin() < before.end()) {
        throw in.refused(
            byOffset.get(i).name(), "data over that of " + before.name(), "bytes of its own");
      }
    }
  }
}
