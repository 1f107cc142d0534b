package io.quantgrid.core.checkpoint;

import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stored tensor as it is to be seen: one slice of its first dimension, then the matrix
 * transposed, then some of its rows. What is not said is left as it is.
 *
 * @param source name of the stored tensor
 * @param slice number of the slice
 * @param orientation of the matrix against the stored one
 * @param rows of the matrix, or entries of the vector, that are left
 */
public record TensorView(
    String source, OptionalLong slice, Orientation orientation, Optional<Rows> rows) {
  /** Which way a matrix lies. */
  public enum Orientation {
    AS_STORED,
    TRANSPOSED
  }

  /**
   * Rows at equal distances.
   *
   * @param step from one to the next
   */
  public record Rows(long first, long step, long count) {
    public Rows {
      if (first < 0 || step < 1 || count < 1) {
        throw new IllegalArgumentException(
            "Cannot take %d rows from %d on in steps of %d (expected at least 1, 0 and 1)"
                .formatted(count, first, step));
      }
    }

    long last() {
      return Math.addExact(first, Math.multiplyExact(count - 1, step));
    }
  }

  /** The tensor as it is stored. */
  public static TensorView of(String source) {
    return new TensorView(source, OptionalLong.empty(), Orientation.AS_STORED, Optional.empty());
  }

  /** One entry of the first dimension. */
  public TensorView slice(long number) {
    return new TensorView(source, OptionalLong.of(number), orientation, rows);
  }

  /** Stored columns as rows. */
  public TensorView transposed() {
    return new TensorView(source, slice, Orientation.TRANSPOSED, rows);
  }

  /** Only those rows, counted after slicing and transposing. */
  public TensorView rows(long first, long step, long count) {
    return new TensorView(source, slice, orientation, Optional.of(new Rows(first, step, count)));
  }

  /** The same of a tensor that is stored under another name. */
  public TensorView from(String other) {
    return new TensorView(other, slice, orientation, rows);
  }

  /** Whether it shows all as it is stored. */
  public boolean isWhole() {
    return equals(of(source));
  }

  /**
   * Type and shape of what is seen.
   *
   * @throws CheckpointException when the stored tensor has no such slice, rows or columns
   */
  Declared declared(String name, Declared stored) {
    long[] shape = stored.shape();
    if (slice.isPresent()) {
      require(shape.length > 1 && slice.getAsLong() < shape[0], stored, "more slices");
      shape = Arrays.copyOfRange(shape, 1, shape.length);
    }
    if (orientation == Orientation.TRANSPOSED) {
      require(shape.length == 2, stored, "a matrix");
      shape = new long[] {shape[1], shape[0]};
    }
    if (rows.isPresent()) {
      require(shape.length > 0 && rows.get().last() < shape[0], stored, "more rows");
      shape = shape.clone();
      shape[0] = rows.get().count();
    }
    return new Declared(name, stored.dtype(), shape);
  }

  private void require(boolean fits, Declared stored, String expected) {
    if (!fits) {
      throw new CheckpointException(
          "Cannot see %s as %s: its shape is %s (expected %s)"
              .formatted(stored.name(), this, Shapes.text(stored.shape()), expected));
    }
  }
}
