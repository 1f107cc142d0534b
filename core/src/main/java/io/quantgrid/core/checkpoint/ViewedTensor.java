package io.quantgrid.core.checkpoint;

import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.TensorView.Orientation;
import io.quantgrid.core.checkpoint.TensorView.Rows;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a view shows of a stored tensor. */
final class ViewedTensor {
  private ViewedTensor() {}

  /** Mapped where it lies together in the file, else copied. */
  static StoredTensor of(String name, TensorView view, StoredTensor stored) {
    Declared seen =
        view.declared(name, new Declared(stored.name(), stored.dtype(), stored.shape()));
    int element = stored.dtype().bytes();
    long size = stored.size();
    long from = 0;
    if (view.slice().isPresent()) {
      size /= stored.shape()[0];
      from = view.slice().getAsLong() * size;
    }
    long bytes = Shapes.bytes(seen.shape(), Byte.SIZE * element);
    Rows rows = view.rows().orElse(new Rows(0, 1, Math.max(1, first(seen.shape()))));
    long row = bytes / rows.count(); // of what is seen
    boolean together = view.orientation() == Orientation.AS_STORED && rows.step() == 1;
    List<ByteBuffer> parts =
        together
            ? range(stored.bytes(), from + rows.first() * row, bytes)
            : List.of(ByteBuffer.wrap(copied(stored, from, size, view, rows, (int) row)));
    return new StoredTensor(name, stored.dtype(), seen.shape(), parts);
  }

  private static long first(long[] shape) {
    return shape.length == 0 ? 1 : shape[0];
  }

  private static byte[] copied(
      StoredTensor stored, long from, long size, TensorView view, Rows rows, int row) {
    byte[] all = array(stored.name(), range(stored.bytes(), from, size), size);
    byte[] out = new byte[Math.toIntExact(rows.count() * row)];
    if (view.orientation() == Orientation.AS_STORED) {
      for (int i = 0; i < rows.count(); i++) {
        int at = Math.toIntExact((rows.first() + i * rows.step()) * row);
        System.arraycopy(all, at, out, i * row, row);
      }
      return out;
    }
    int element = stored.dtype().bytes();
    int columns = row / element; // rows of the stored matrix
    int stride = columns == 0 ? 0 : all.length / columns;
    for (int i = 0; i < rows.count(); i++) {
      int source = Math.toIntExact((rows.first() + i * rows.step()) * element);
      int target = i * row;
      for (int j = 0; j < columns; j++, source += stride, target += element) {
        for (int b = 0; b < element; b++) {
          out[target + b] = all[source + b];
        }
      }
    }
    return out;
  }

  /** That many bytes from there on, without copying any. */
  private static List<ByteBuffer> range(List<ByteBuffer> slices, long from, long bytes) {
    List<ByteBuffer> out = new ArrayList<>();
    long skip = from;
    long left = bytes;
    for (ByteBuffer slice : slices) {
      int length = slice.remaining();
      if (left > 0 && skip < length) {
        int count = (int) Math.min(left, length - skip);
        out.add(slice.slice(slice.position() + (int) skip, count));
        left -= count;
      }
      skip = Math.max(0, skip - length);
    }
    return out;
  }

  private static byte[] array(String name, List<ByteBuffer> parts, long size) {
    if (size > Integer.MAX_VALUE - 8) {
      throw new CheckpointException(
          "Cannot turn tensor %s: %d bytes (expected less than 2 GiB in one matrix)"
              .formatted(name, size));
    }
    byte[] all = new byte[(int) size];
    int at = 0;
    for (ByteBuffer part : parts) {
      int length = part.remaining();
      part.get(all, at, length);
      at += length;
    }
    return all;
  }
}
