package io.quantgrid.core.quantize;

import io.quantgrid.core.model.architecture.Channels;
import io.quantgrid.core.model.architecture.Smoothing;
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
    float[] norm = tensors.norm().clone();
    for (int i = 0; i < norm.length; i++) {
      norm[i] += (float) tensors.offset();
    }
    Columns.multiply(tensors.head(), norm);
    rotation.apply(tensors.head());
    Arrays.fill(tensors.norm(), (float) (1 - tensors.offset()));
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
      Rotation rotation = rotation(weight.rows(), seed);
      outputs(weight, rotation);
      bias(tensors, writer, rotation);
    }
    return new TreeMap<>();
  }

  private void readers(BlockTensors tensors, Smoothing smoothing) {
    float[] stored = tensors.get(smoothing.producer().tensor()).values();
    float[] norm = stored.clone();
    for (int i = 0; i < norm.length; i++) {
      norm[i] += (float) smoothing.offset();
    }
    Rotation rotation = rotation(norm.length, seed);
    for (String consumer : smoothing.consumers()) {
      float[] weight = tensors.get(consumer).values();
      Columns.multiply(weight, norm);
      rotation.apply(weight);
    }
    Arrays.fill(stored, (float) (1 - smoothing.offset()));
  }

  /** The same rotation for every head, so it does not matter which of them share values. */
  private void heads(BlockTensors tensors, Smoothing smoothing) {
    Rotation rotation = rotation(smoothing.width(), seed + 1);
    Channels channels = smoothing.producer();
    Values producer = tensors.get(channels.tensor());
    Values consumer = tensors.get(smoothing.consumers().get(0));
    int[] rows = channels.rows(consumer.columns() / smoothing.repeat());
    Values values = new Values(gather(producer, rows), rows.length, producer.columns());
    outputs(values, rotation);
    scatter(values, rows, producer);
    channels
        .bias()
        .ifPresent(
            bias -> {
              Values stored = tensors.get(bias);
              Values column = new Values(stored.values(), stored.values().length, 1);
              Values some = new Values(gather(column, rows), rows.length, 1);
              outputs(some, rotation);
              scatter(some, rows, column);
            });
    smoothing.consumers().forEach(name -> rotation.apply(tensors.get(name).values()));
  }

  private static float[] gather(Values from, int[] rows) {
    int columns = from.columns();
    float[] out = new float[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(from.values(), rows[i] * columns, out, i * columns, columns);
    }
    return out;
  }

  private static void scatter(Values from, int[] rows, Values into) {
    int columns = into.columns();
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(from.values(), i * columns, into.values(), rows[i] * columns, columns);
    }
  }

  /** {@code R W}, in runs of as many rows as the rotation has. */
  private static void outputs(Values weight, Rotation rotation) {
    float[] turned = Columns.transpose(weight.values(), weight.rows(), weight.columns());
    rotation.apply(turned);
    float[] back = Columns.transpose(turned, weight.columns(), weight.rows());
    System.arraycopy(back, 0, weight.values(), 0, back.length);
  }

  private static void bias(BlockTensors tensors, String weight, Rotation rotation) {
    String name = tensors.block().biases().get(weight);
    if (name != null) {
      rotation.apply(tensors.get(name).values());
    }
  }

  private Rotation rotation(int size, long seed) {
    return kind == Kind.HADAMARD ? new Rotation(size, seed) : Rotation.withoutHadamard(size, seed);
  }
}
