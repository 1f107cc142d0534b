package io.quantgrid.core.quantize;

import io.quantgrid.core.model.architecture.Channels;
import io.quantgrid.core.model.architecture.Smoothing;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.transform.Columns;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A place of a block where factors per channel can be moved: the producer's channels are divided by
 * them, the consumers' columns multiplied.
 */
record Folding(Smoothing smoothing, BlockTensors tensors) {
  private static final String WEIGHT = ".weight";

  /** Which of a block's places a transform uses. */
  enum Pairs {
    /** Behind norms. */
    NORMS,
    /** Behind norms, and between linear layers where each column has a channel of its own. */
    ONE_TO_ONE,
    /** Also values that several query heads share. */
    ALL;

    private boolean take(Smoothing smoothing) {
      return switch (this) {
        case NORMS -> smoothing.kind().isNorm();
        case ONE_TO_ONE -> smoothing.repeat() == 1;
        case ALL -> true;
      };
    }
  }

  /** How columns that read one channel become one number. */
  private interface Merge {
    float of(float a, float b);
  }

  /**
   * Those of the block whose consumers are quantized, at least one of them; not those of experts
   * that calibration has not seen.
   */
  static List<Folding> of(BlockTensors tensors, Transform.Context context, Pairs pairs) {
    return tensors.block().smoothings().stream()
        .filter(pairs::take)
        .map(smoothing -> new Folding(smoothing, tensors))
        .filter(folding -> !folding.quantized(context.schemes()).isEmpty())
        .filter(folding -> folding.seen(context))
        .toList();
  }

  /** The consumers that are quantized: those that are not have no say. */
  List<String> quantized(Function<String, Optional<Scheme>> schemes) {
    return smoothing.consumers().stream().filter(name -> schemes.apply(name).isPresent()).toList();
  }

  private boolean seen(Transform.Context context) {
    String first = smoothing.consumers().get(0);
    return context.inputs().isEmpty() || context.inputs().get().saw(first);
  }

  int columns() {
    return tensors.get(smoothing.consumers().get(0)).columns();
  }

  /** How many the producer makes for these consumers. */
  int channels() {
    return columns() / smoothing.repeat();
  }

  /** The producer's module, for notes. */
  String name() {
    String producer = smoothing.producer().tensor();
    return producer.endsWith(WEIGHT)
        ? producer.substring(0, producer.length() - WEIGHT.length())
        : producer;
  }

  /** What calibration knows of the consumers' input. */
  InputStatistics statistics(Transform.Context context) {
    return context
        .inputs()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot smooth " + name() + " without calibration (expected some texts)"))
        .statistics(smoothing.consumers().get(0));
  }

  /** The larger of each channel's columns; {@code [channels]}. */
  float[] largest(float[] columns) {
    return merged(columns, Float.NEGATIVE_INFINITY, Math::max);
  }

  /** The mean of each channel's columns; {@code [channels]}. */
  float[] mean(float[] columns) {
    float[] out = merged(columns, 0, Float::sum);
    for (int channel = 0; channel < out.length; channel++) {
      out[channel] = out[channel] * out.length / columns.length;
    }
    return out;
  }

  private float[] merged(float[] columns, float start, Merge merge) {
    float[] out = new float[channels()];
    Arrays.fill(out, start);
    for (int column = 0; column < columns.length; column++) {
      if (!Float.isFinite(columns[column])) {
        throw new IllegalArgumentException(
            "Cannot smooth %s: column %d of its readers' inputs or weights is %s%s"
                .formatted(name(), column, columns[column], " (expected finite numbers)"));
      }
      int channel = smoothing.channel(column);
      out[channel] = merge.of(out[channel], columns[column]);
    }
    return out;
  }

  /** Largest minus smallest input of each channel. */
  float[] inputRange(InputStatistics inputs) {
    float[] negative = inputs.min().clone();
    for (int i = 0; i < negative.length; i++) {
      negative[i] = -negative[i];
    }
    float[] out = largest(inputs.max());
    float[] lowest = largest(negative);
    for (int i = 0; i < out.length; i++) {
      out[i] += lowest[i];
    }
    return out;
  }

  /** Largest magnitude of the quantized consumers' weights of each channel. */
  float[] weightAbsMax(Transform.Context context) {
    float[] out = new float[columns()];
    quantized(context.schemes()).forEach(n -> Columns.raiseToAbsMax(out, tensors.get(n).values()));
    return largest(out);
  }

  /** Largest minus smallest of the quantized consumers' weights of each channel. */
  float[] weightRange(Transform.Context context) {
    float[] low = new float[columns()];
    float[] high = new float[columns()];
    Arrays.fill(low, Float.POSITIVE_INFINITY);
    Arrays.fill(high, Float.NEGATIVE_INFINITY);
    for (String name : quantized(context.schemes())) {
      Columns.widenToRange(low, high, tensors.get(name).values());
    }
    for (int i = 0; i < low.length; i++) {
      low[i] = -low[i];
    }
    float[] out = largest(high);
    float[] lowest = largest(low);
    for (int i = 0; i < out.length; i++) {
      out[i] += lowest[i];
    }
    return out;
  }

  /** The factor of each of the consumers' columns. */
  float[] spread(float[] factors) {
    float[] out = new float[columns()];
    for (int column = 0; column < out.length; column++) {
      out[column] = factors[smoothing.channel(column)];
    }
    return out;
  }

  /**
   * Moves the factors.
   *
   * @param factors {@code [channels]}, above 0
   * @param stored what the producer's values must fit into
   */
  void fold(float[] factors, FloatType stored) {
    Channels channels = smoothing.producer();
    float[] producer = tensors.get(channels.tensor()).values();
    int each = smoothing.kind().isNorm() ? 1 : columns(channels.tensor());
    for (int channel = 0; channel < factors.length; channel++) {
      int first = channels.row(channel) * each;
      for (int i = first; i < first + each; i++) {
        producer[i] = divided(producer[i], factors[channel], channel, stored);
      }
      if (channels.bias().isPresent()) {
        float[] bias = tensors.get(channels.bias().get()).values();
        bias[channels.row(channel)] /= factors[channel];
      }
    }
    float[] columns = spread(factors);
    smoothing.consumers().forEach(n -> Columns.multiply(tensors.get(n).values(), columns));
  }

  private int columns(String tensor) {
    return tensors.get(tensor).columns();
  }

  /** What stands for the value that multiplies, divided. */
  private float divided(float value, float factor, int channel, FloatType stored) {
    float divided = (float) ((value + smoothing.offset()) / factor - smoothing.offset());
    if (Math.abs(divided) > stored.largest()) {
      throw new IllegalArgumentException(
          "Cannot smooth %s: channel %d becomes %s (expected at most %s, the largest %s)"
              .formatted(name(), channel, Math.abs(divided), stored.largest(), stored.name()));
    }
    return divided;
  }
}
