package io.quantgrid.core.quantize;

import io.quantgrid.core.model.architecture.Channels;
import io.quantgrid.core.model.architecture.Smoothing;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.transform.Pruning;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sets weights, attention heads or channels of the MLP to zero; unlike other transforms it changes
 * what the model computes. Zeros stay zeros where the format has one: not in binary formats, nor in
 * asymmetric ones whose zero point is a real number.
 *
 * @param share of the weights of a row, or of a block's heads or channels, rounded down
 */
record Prune(Pattern pattern, double share, By by) implements Transform {
  /** What is set to zero together. */
  enum Pattern {
    /** Two of four consecutive weights of a row (arXiv 2104.08378). */
    TWO_OF_FOUR,
    /** Single weights, as many in each row. */
    UNSTRUCTURED,
    /** Query heads, as the masks of Sheared LLaMA (arXiv 2310.06694). */
    HEADS,
    /** Intermediate channels of the MLP, as its masks. */
    CHANNELS
  }

  /** What goes first. */
  enum By {
    /** Small weights; for heads and channels the sum of squares of the columns that read them. */
    MAGNITUDE,
    /** The same times the root mean square of the input (arXiv 2306.11695). */
    WANDA
  }

  @Override
  public StepType.Calibrates calibration(StepType.Calibrates usual) {
    return by == By.WANDA ? StepType.Calibrates.ALWAYS : StepType.Calibrates.NEVER;
  }

  @Override
  public SortedMap<String, Double> block(BlockTensors tensors, Context context) {
    SortedMap<String, Double> notes = new TreeMap<>();
    switch (pattern) {
      case HEADS -> structures(tensors, context, Smoothing.Kind.HEADS);
      case CHANNELS -> structures(tensors, context, Smoothing.Kind.LINEAR);
      default -> weights(tensors, context);
    }
    long zeros = 0;
    long all = 0;
    for (String name : tensors.block().linears().stream().flatMap(l -> l.stream()).toList()) {
      for (float weight : tensors.get(name).values()) {
        zeros += weight == 0 ? 1 : 0;
        all++;
      }
    }
    notes.put("prune.zeros", all == 0 ? 0 : (double) zeros / all);
    return notes;
  }

  private void weights(BlockTensors tensors, Context context) {
    for (String name : tensors.block().linears().stream().flatMap(l -> l.stream()).toList()) {
      Values weight = tensors.get(name);
      float[] inputs = inputs(name, weight.columns(), context);
      if (pattern == Pattern.TWO_OF_FOUR) {
        Pruning.twoOfFour(weight.values(), inputs);
      } else {
        Pruning.ofEveryRow(weight.values(), inputs, share);
      }
    }
  }

  /** Root mean square of each input, or 1. */
  private float[] inputs(String name, int columns, Context context) {
    float[] out = new float[columns];
    Arrays.fill(out, 1);
    if (by == By.WANDA) {
      BlockInputs known =
          context
              .inputs()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Cannot prune %s by wanda without calibration (expected some texts)"
                              .formatted(name)));
      if (!known.saw(name)) {
        return out;
      }
      InputStatistics inputs = known.statistics(name);
      for (int j = 0; j < columns; j++) {
        out[j] = (float) Math.sqrt(inputs.secondMoments()[j * columns + j]);
      }
    }
    return out;
  }

  /** Heads, or channels, by what the consumers' columns make of them. */
  private void structures(BlockTensors tensors, Context context, Smoothing.Kind kind) {
    for (Smoothing smoothing : tensors.block().smoothings()) {
      if (smoothing.kind() != kind) {
        continue;
      }
      int width = kind == Smoothing.Kind.HEADS ? smoothing.width() : 1;
      int columns = tensors.get(smoothing.consumers().get(0)).columns();
      float[] scores = new float[columns / width];
      for (String name : smoothing.consumers()) {
        Values weight = tensors.get(name);
        float[] inputs = inputs(name, columns, context);
        for (int i = 0; i < weight.values().length; i++) {
          float part = weight.values()[i] * inputs[i % columns];
          scores[i % columns / width] += part * part;
        }
      }
      boolean[] gone = Pruning.lowest(scores, (int) Math.floor(share * scores.length));
      for (String name : smoothing.consumers()) {
        float[] values = tensors.get(name).values();
        for (int i = 0; i < values.length; i++) {
          values[i] = gone[i % columns / width] ? 0 : values[i];
        }
      }
      unread(tensors, smoothing, gone, width);
    }
  }

  /** Rows of the producer that nobody reads any more are zero, too. */
  private static void unread(BlockTensors tensors, Smoothing smoothing, boolean[] gone, int width) {
    int columns = gone.length * width;
    boolean[] read = new boolean[columns / smoothing.repeat()];
    for (int column = 0; column < columns; column++) {
      read[smoothing.channel(column)] |= !gone[column / width];
    }
    Channels channels = smoothing.producer();
    Values producer = tensors.get(channels.tensor());
    for (int channel = 0; channel < read.length; channel++) {
      int row = channels.row(channel);
      if (!read[channel]) {
        Arrays.fill(producer.values(), row * producer.columns(), (row + 1) * producer.columns(), 0);
        channels.bias().ifPresent(bias -> tensors.get(bias).values()[row] = 0);
      }
    }
  }
}
