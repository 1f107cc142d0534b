package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Where the entries of a batch go in a cache: each row's after those it holds, which all layers
 * share. Belongs to the scope that it was made in.
 */
final class Placement {
  /**
   * A buffer of entries as one dimension: those of row r and head h lie from {@code (r * heads + h)
   * * extent + offset} on.
   */
  record Grid(int heads, long extent, long offset) {}

  private final Engine engine;
  private final int[] at;
  private final int[] starts;
  private final int[] counts;
  private final int length;
  private final boolean together;
  private final Map<Grid, Tensor> single = new HashMap<>();

  /**
   * @param grids of all buffers that are written
   */
  Placement(Engine engine, DecoderCache cache, TokenBatch batch, Supplier<Set<Grid>> grids) {
    this.engine = engine;
    int rows = batch.rows();
    this.at = IntStream.range(0, rows).map(cache::tokens).toArray();
    this.starts = IntStream.range(0, rows).map(batch::start).toArray();
    this.counts = IntStream.range(0, rows).map(batch::tokens).toArray();
    this.length = cache.lengthWith(batch);
    this.together = cache.level() && Arrays.stream(starts).allMatch(start -> start == 0);
    if (!together && batch.width() == 1) {
      grids.get().forEach(grid -> single.put(grid, index(grid)));
    }
  }

  /** Of one token a row. */
  private Tensor index(Grid grid) {
    int heads = grid.heads();
    long[] index = new long[at.length * heads];
    for (int i = 0; i < index.length; i++) {
      index[i] = i * grid.extent() + grid.offset() + at[i / heads];
    }
    return engine.longs(index, index.length);
  }

  /** Columns that are in use when the batch's entries are written. */
  int length() {
    return length;
  }

  /**
   * Writes entries into a buffer whose first dimension is the row.
   *
   * @param dimension of columns, in the buffer and in entries
   * @param grid of the buffer; {@code offset} is added to columns
   */
  void write(Tensor buffer, Tensor entries, int dimension, Grid grid) {
    if (together) {
      Tensor rows = at.length == buffer.size(0) ? buffer : engine.narrow(buffer, 0, 0, at.length);
      Tensor columns =
          engine.narrow(rows, dimension, grid.offset() + at[0], entries.size(dimension));
      engine.copyInto(columns, entries);
    } else if (single.containsKey(grid)) {
      long width = buffer.size(-1);
      engine.copyInto(
          engine.reshape(buffer, buffer.elements() / width, width),
          single.get(grid),
          engine.reshape(entries, entries.elements() / width, width));
    } else {
      for (int row = 0; row < at.length; row++) {
        Tensor target = engine.narrow(buffer, 0, row, 1);
        Tensor source = engine.narrow(entries, 0, row, 1);
        engine.copyInto(
            engine.narrow(target, dimension, grid.offset() + at[row], counts[row]),
            engine.narrow(source, dimension, starts[row], counts[row]));
      }
    }
  }
}
