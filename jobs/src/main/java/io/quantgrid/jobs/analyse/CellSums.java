package io.quantgrid.jobs.analyse;

import io.quantgrid.core.stats.Measured;
import io.quantgrid.core.stats.PairedSample;
import io.quantgrid.core.stats.Resampling;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * All that is made of the samples of a cell, or of a slice of them: by themselves, beside the
 * baseline's, by category, and the worst. Slices are added in their order.
 */
final class CellSums {
  private final PlannedCell cell;
  private final CellAccumulator figures;
  private final Optional<PairedSample> pairs;
  private final Categories categories = new Categories();
  private final Worst worst = new Worst();
  private final Machines machines = new Machines();

  CellSums(PlannedCell cell) {
    this.cell = cell;
    this.figures = new CellAccumulator(cell.metrics());
    this.pairs = cell.emptyPairs();
  }

  /**
   * Adds a sample, by itself.
   *
   * @return its main metric, if it has one
   */
  Optional<Measured> add(Row row) {
    machines.add(row);
    if (cell.quantized()) {
      categories.add(row);
      worst.add(row);
    }
    return figures.add(row);
  }

  /** Adds an item beside the baseline's; the cell has a main metric. */
  void add(Measured own, Measured before, long document, Resampling resampling) {
    pairs.orElseThrow().add(own, before, document, resampling);
  }

  CellAccumulator figures() {
    return figures;
  }

  /** Empty where no item was compared. */
  Optional<PairedSample> pairs() {
    return pairs.filter(sample -> sample.pairs() > 0);
  }

  Categories categories() {
    return categories;
  }

  Worst worst() {
    return worst;
  }

  Machines machines() {
    return machines;
  }

  /** What {@link #add(byte[])} adds; there is a sample. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      figures.write(out);
      out.writeBoolean(pairs().isPresent());
      if (pairs().isPresent()) {
        pairs().get().write(out);
      }
      categories.write(out);
      worst.write(out);
      machines.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Adds the next slice of the same cell. */
  void add(byte[] slice) {
    try {
      DataInput in = new DataInputStream(new ByteArrayInputStream(slice));
      figures.read(in);
      if (in.readBoolean()) {
        pairs.orElseThrow().read(in);
      }
      categories.read(in);
      worst.read(in);
      machines.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
