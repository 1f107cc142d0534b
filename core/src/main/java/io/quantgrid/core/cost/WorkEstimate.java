package io.quantgrid.core.cost;

import io.quantgrid.core.quantize.Format;
import io.quantgrid.kernels.tensor.DType;

/**
 * The time and memory of evaluating a model on a task on CPU, within a factor of three or so:
 *
 * <pre>
 * seconds per sample = overhead + 2 parameters (prompt tokens / prefill rate + output tokens / decode rate)
 *                      * dtype factor * format factor / threads^0.8
 * bytes = parameters * bytes of dtype + 4 * batch * prompt tokens * 24 hidden
 * hidden = (10.7 parameters)^(1/3), as in models with 12 layers * hidden^2 parameters, hidden / 128 layers
 * </pre>
 *
 * <p>The rates are those of one AVX-512 core in float32; weights are held dequantized.
 */
public final class WorkEstimate {
  private static final double OVERHEAD_SECONDS = 0.001;
  private static final double PREFILL_RATE = 1e11;
  private static final double DECODE_RATE = 1e10;
  private static final double ACTIVATION_QUANTIZATION = 1.5;
  private static final double KV_QUANTIZATION = 1.3;
  private static final double BFLOAT16_SPEED = 0.6;
  private static final double THREAD_SCALING = 0.8;
  private static final int HIDDEN_STATES = 24;

  private static final int MOST_SAMPLES = 2000;
  private static final double UNIT_SECONDS = 60;

  /** Unit sizes, so that small changes of an estimate move no boundaries. */
  private static final int[] SIZES = {2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1};

  private WorkEstimate() {}

  /** Seconds per sample of the unquantized model in float32 on one thread. */
  public static double seconds(long parameters, TaskShape shape) {
    double operations = 2.0 * parameters;
    return OVERHEAD_SECONDS
        + operations * (shape.promptTokens() / PREFILL_RATE + shape.outputTokens() / DECODE_RATE);
  }

  /** Seconds per sample of a quantized model. */
  public static double seconds(
      long parameters, TaskShape shape, Format format, DType dtype, int threads) {
    double factor = dtype == DType.BFLOAT16 ? BFLOAT16_SPEED : 1;
    factor *= format.activations().isPresent() ? ACTIVATION_QUANTIZATION : 1;
    factor *= format.kv().isPresent() ? KV_QUANTIZATION : 1;
    return seconds(parameters, shape) * factor / Math.pow(threads, THREAD_SCALING);
  }

  /** Samples of about a minute's work, 2,000 at most; depends on the model and the task alone. */
  public static int unitSize(long parameters, TaskShape shape) {
    double samples = Math.min(MOST_SAMPLES, UNIT_SECONDS / seconds(parameters, shape));
    for (int size : SIZES) {
      if (size <= samples) {
        return size;
      }
    }
    return 1;
  }

  /** Bytes of the weights in memory and of the activations of one batch. */
  public static long bytes(long parameters, TaskShape shape, DType dtype, int batch) {
    double hidden = Math.cbrt(10.7 * parameters);
    double tokens = shape.promptTokens() + shape.outputTokens();
    return parameters * dtype.bytes() + (long) (4.0 * batch * tokens * HIDDEN_STATES * hidden);
  }
}
