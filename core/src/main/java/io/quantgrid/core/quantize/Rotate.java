package io.quantgrid.core.quantize;

import io.quantgrid.core.model.Smoothing;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.kernels.form.Rotation;
import io.quantgrid.kernels.transform.Columns;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rotates the residual stream and the values of each head, which spreads outliers over all channels
 * (QuaRot, arXiv 2404.00456, stages 1a and 1b): norms' weights go into the matrices that read them,
 * for a norm without weights commutes with a rotation; what reads the stream is turned on its
 * input's side, what writes it on its output's. Nothing is computed while the model runs, so the
 * inputs of the down projection, and keys, stay as they are.
 *
 * @param kind the rotation's Hadamard transform, or small random matrices in its place
 * @param seed of the rotation of the stream; that of heads has the next one
 */
record Rotate(Kind kind, long seed) implements Transform {
  /** What makes the rotation. */
  enum Kind {
    HADAMARD,
    RANDOM
  }

  @Override
  public boolean changesOutside() {
    return true;
  }

  @Override
  public void outside(OutsideTensors tensors) {
    Rotation rotation = rotation(tensors.hidden(), seed);
    rotation.apply(tensors.embedding());
    Columns.multiply(tensors.head(), tensors.norm());
    rotation.apply(tensors.head());
    Arrays.fill(tensors.norm(), 1);
  }

  @Override
  public SortedMap<String, Double> block(BlockTensors tensors, Context context) {
    for (Smoothing smoothing : tensors.block().smoothings()) {
      if (smoothing.kind() == Smoothing.Kind.NORM) {
        readers(tensors, smoothing);
      } else if (smoothing.kind() == Smoothing.Kind.HEADS) {
        heads(tensors, smoothing);
      }
    }
    for (String writer : tensors.block().writers()) {
      Values weight = tensors.get(writer);
      outputs(weight, rotation(weight.rows(), seed));
    }
    return new TreeMap<>();
  }

  private void readers(BlockTensors tensors, Smoothing smoothing) {
    float[] norm = tensors.get(smoothing.producer()).values();
    Rotation rotation = rotation(norm.length, seed);
    for (String consumer : smoothing.consumers()) {
      float[] weight = tensors.get(consumer).values();
      Columns.multiply(weight, norm);
      rotation.apply(weight);
    }
    Arrays.fill(norm, 1);
  }

  /** The same rotation for every head, so it does not matter which of them share values. */
  private void heads(BlockTensors tensors, Smoothing smoothing) {
    Rotation rotation = rotation(smoothing.width(), seed + 1);
    outputs(tensors.get(smoothing.producer()), rotation);
    smoothing.consumers().forEach(name -> rotation.apply(tensors.get(name).values()));
  }

  /** {@code R W}, in runs of as many rows as the rotation has. */
  private static void outputs(Values weight, Rotation rotation) {
    float[] turned = Columns.transpose(weight.values(), weight.rows(), weight.columns());
    rotation.apply(turned);
    float[] back = Columns.transpose(turned, weight.columns(), weight.rows());
    System.arraycopy(back, 0, weight.values(), 0, back.length);
  }

  private Rotation rotation(int size, long seed) {
    return kind == Kind.HADAMARD ? new Rotation(size, seed) : Rotation.withoutHadamard(size, seed);
  }
}
