package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.indexer.ByteIndexer;

/** Entries moved as they are, whatever their type. */
final class Copies {
  private Copies() {}

  /** Copies all entries between tensors of one type and shape. */
  static void copy(Nd4jTensor source, Nd4jTensor target) {
    copy(source.memory(), source.layout(), target.memory(), target.layout(), source.dtype());
  }

  static void copy(Memory source, Layout from, Memory target, Layout to, DType dtype) {
    if (from.isDense() && to.isDense()) {
      run(source, from.offset(), target, to.offset(), from.count(), dtype.bytes());
      return;
    }
    long rows = from.rows();
    int width = from.count() == 0 ? 0 : from.width();
    for (long row = 0; row < rows && width > 0; row++) {
      long a = from.row(row);
      long b = to.row(row);
      if (from.step() == 1 && to.step() == 1) {
        run(source, a, target, b, width, dtype.bytes());
      } else {
        for (int i = 0; i < width; i++) {
          one(source, a + i * from.step(), target, b + i * to.step(), dtype.bytes());
        }
      }
    }
  }

  private static void run(Memory source, long from, Memory target, long to, long n, int size) {
    if (n > 0) {
      Pointer.memmove(target.bytesFrom(to * size), source.bytesFrom(from * size), n * size);
    }
  }

  private static void one(Memory source, long from, Memory target, long to, int size) {
    ByteIndexer a = source.at();
    ByteIndexer b = target.at();
    switch (size) {
      case 1 -> b.put(to, a.get(from));
      case Short.BYTES -> b.putShort(to * size, a.getShort(from * size));
      case Integer.BYTES -> b.putInt(to * size, a.getInt(from * size));
      default -> b.putLong(to * size, a.getLong(from * size));
    }
  }

  static Nd4jTensor cat(Tensors tensors, int dimension, List<Tensor> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("Cannot concatenate nothing (expected a tensor or more)");
    }
    Nd4jTensor first = Nd4jTensor.of(parts.get(0));
    int d = first.dimension(dimension);
    long[] shape = first.shape();
    shape[d] = 0;
    for (Tensor part : parts) {
      long[] other = part.shape();
      if (part.dtype() != first.dtype()) {
        throw Tensors.mixed("concatenate", first, part);
      }
      if (other.length != shape.length) {
        throw unequal("concatenate", first, part);
      }
      shape[d] += other[d];
      other[d] = shape[d];
      if (!Arrays.equals(other, shape)) {
        throw unequal("concatenate", first, part);
      }
    }
    Nd4jTensor out = tensors.empty(first.dtype(), shape);
    long start = 0;
    for (Tensor part : parts) {
      Nd4jTensor source = Nd4jTensor.of(part);
      long extent = source.extents()[d];
      Layout target = out.layout().narrow(d, start, extent);
      copy(source.memory(), source.layout(), out.memory(), target, out.dtype());
      start += extent;
    }
    return out;
  }

  /** Entries {@code index} along one dimension. */
  static Nd4jTensor select(Tensors tensors, Nd4jTensor x, int dimension, Tensor index) {
    int d = x.dimension(dimension);
    long[] chosen = indices(index);
    long[] shape = x.shape();
    require(x, chosen, shape[d]);
    shape[d] = chosen.length;
    Nd4jTensor out = tensors.empty(x.dtype(), shape);
    for (int i = 0; i < chosen.length; i++) {
      Layout from = x.layout().narrow(d, chosen[i], 1);
      copy(x.memory(), from, out.memory(), out.layout().narrow(d, i, 1), x.dtype());
    }
    return out;
  }

  /** {@code out[row][j] = x[row][index[row][j]]}. */
  static Nd4jTensor gather(Tensors tensors, Nd4jTensor x, Nd4jTensor index) {
    Layout to = index.layout();
    Layout from = x.layout();
    if (to.rank() != from.rank() || to.rank() == 0 || to.rows() != from.rows()) {
      throw unequal("gather", x, index);
    }
    long[] chosen = indices(index);
    require(x, chosen, from.width());
    Nd4jTensor out = tensors.empty(x.dtype(), index.shape());
    int width = to.width();
    for (int i = 0; i < chosen.length; i++) {
      long source = from.row(i / width) + chosen[i] * from.step();
      one(x.memory(), source, out.memory(), i, x.dtype().bytes());
    }
    return out;
  }

  /** Rows of a matrix, in the shape of the ids. */
  static Nd4jTensor embedding(Tensors tensors, Nd4jTensor weight, Nd4jTensor ids) {
    if (weight.layout().rank() != 2) {
      throw unequal("embed", weight, ids);
    }
    long[] chosen = indices(ids);
    require(weight, chosen, weight.extents()[0]);
    long[] shape = Arrays.copyOf(ids.extents(), ids.layout().rank() + 1);
    shape[shape.length - 1] = weight.extents()[1];
    Nd4jTensor out = tensors.empty(weight.dtype(), shape);
    Layout rows = out.layout().reshape(chosen.length, weight.extents()[1]);
    for (int i = 0; i < chosen.length; i++) {
      copy(weight.memory(), weight.layout().at(chosen[i]), out.memory(), rows.at(i), out.dtype());
    }
    return out;
  }

  /** Row i of {@code source [n, width]} becomes row {@code index[i]} of {@code target}. */
  static void copyRows(Nd4jTensor target, Tensor index, Nd4jTensor source) {
    long[] chosen = rows("copy", target, index, source);
    for (int i = 0; i < chosen.length; i++) {
      Layout to = target.layout().narrow(0, chosen[i], 1);
      copy(source.memory(), source.layout().narrow(0, i, 1), target.memory(), to, target.dtype());
    }
  }

  private static long[] rows(String verb, Nd4jTensor target, Tensor index, Nd4jTensor source) {
    long[] chosen = indices(index);
    if (target.layout().rank() != 2
        || source.layout().rank() != 2
        || target.size(1) != source.size(1)
        || source.size(0) != chosen.length) {
      throw unequal(verb, target, source);
    }
    require(target, chosen, target.size(0));
    return chosen;
  }

  /** Adds row i of {@code source [n, width]} to row {@code index[i]} of {@code target}, float32. */
  static void addRows(Nd4jTensor target, Tensor index, Nd4jTensor source) {
    long[] chosen = rows("add", target, index, source);
    Layout to = target.layout();
    float[] sum = new float[to.width()];
    float[] row = new float[to.width()];
    for (int i = 0; i < chosen.length; i++) {
      long at = to.row(chosen[i]);
      Layout from = source.layout();
      Cells.read(target.memory(), DType.FLOAT32, at, to.step(), sum, sum.length);
      Cells.read(source.memory(), DType.FLOAT32, from.row(i), from.step(), row, row.length);
      for (int j = 0; j < sum.length; j++) {
        sum[j] += row[j];
        target.memory().at().putFloat((at + j * to.step()) * Float.BYTES, sum[j]);
      }
    }
  }

  private static long[] indices(Tensor index) {
    if (Cells.isFloating(index.dtype())) {
      throw new IllegalArgumentException("Cannot use " + index + " as indices (expected int64)");
    }
    return Transfer.toLongs(Nd4jTensor.of(index));
  }

  private static void require(Tensor x, long[] indices, long extent) {
    for (long index : indices) {
      if (index < 0 || index >= extent) {
        throw new IllegalArgumentException(
            "Cannot take entry " + index + " of " + x + " (expected 0 to " + (extent - 1) + ")");
      }
    }
  }

  static IllegalArgumentException unequal(String operation, Tensor a, Tensor b) {
    return new IllegalArgumentException(
        "Cannot " + operation + " " + a + " and " + b + " (expected shapes that fit)");
  }
}
