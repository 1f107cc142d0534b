package io.quantgrid.core.cost;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.Compute;
import io.quantgrid.kernels.tensor.DType;

/**
 * The time and memory of evaluating a model on a task on CPU, within a factor of three or so:
 *
 * <pre>
 * seconds per sample = overhead + 2 parameters (prompt tokens * prefill factor / prefill rate
 *                      + output tokens * decode factor / decode rate) * dtype factor * kv factor / threads^0.8
 * bytes = parameters * bytes of a weight + 4 * batch * prompt tokens * 24 hidden
 * hidden = (10.7 parameters)^(1/3), as in models with 12 layers * hidden^2 parameters, hidden / 128 layers
 * </pre>
 *
 * <p>The rates are those of one AVX-512 core in float32. Simulated formats hold dequantized weights
 * and pay for rounding activations. Native ones hold codes: each weight is read in fewer bytes,
 * which is what decoding takes; in long products 8-bit integers gain and unpacking weights alone
 * costs.
 */
public final class WorkEstimate {
  private static final double OVERHEAD_SECONDS = 0.001;
  private static final double PREFILL_RATE = 1e11;
  private static final double DECODE_RATE = 1e10;

  /** Bytes per second from a disk's cache into an engine. */
  private static final double READING_RATE = 2e9;

  private static final double ACTIVATION_QUANTIZATION = 1.5;
  private static final double NATIVE_PREFILL = 0.6;
  private static final double NATIVE_WEIGHTS_PREFILL = 2.5;
  private static final double NATIVE_DECODE = 0.3;

  /** Scales, and what stays as it is. */
  private static final double NATIVE_BYTES = 1.25;

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
    return seconds(parameters, shape, 1, 1);
  }

  private static double seconds(long parameters, TaskShape shape, double prefill, double decode) {
    return OVERHEAD_SECONDS
        + 2.0
            * parameters
            * (shape.promptTokens() * prefill / PREFILL_RATE
                + shape.outputTokens() * decode / DECODE_RATE);
  }

  /**
   * Seconds per sample of a quantized model.
   *
   * @param compute how it is expected to compute
   */
  public static double seconds(
      long parameters, TaskShape shape, Format format, Compute compute, DType dtype, int threads) {
    double factor = dtype == DType.BFLOAT16 ? BFLOAT16_SPEED : 1;
    factor *= format.kv().isPresent() ? KV_QUANTIZATION : 1;
    boolean inputs = format.activations().isPresent();
    double prefill = inputs ? ACTIVATION_QUANTIZATION : 1;
    double decode = prefill;
    if (isNative(format, compute)) {
      prefill = inputs ? NATIVE_PREFILL : NATIVE_WEIGHTS_PREFILL;
      decode = NATIVE_DECODE;
    }
    return seconds(parameters, shape, prefill, decode) * factor / Math.pow(threads, THREAD_SCALING);
  }

  private static boolean isNative(Format format, Compute compute) {
    return compute == Compute.NATIVE && format.weights().isPresent();
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

  /** Bytes of one weight of a linear layer in memory. */
  static double weightBytes(Format format, Compute compute, DType dtype) {
    return isNative(format, compute)
        ? NATIVE_BYTES * format.weights().get().element().bits() / Byte.SIZE
        : dtype.bytes();
  }

  /**
   * Seconds per sample that a model takes to read its weights again for every token that it
   * generates, where they do not stay in memory.
   *
   * @param bytes of all weights
   */
  public static double rereading(long bytes, TaskShape shape, int batch) {
    return shape.outputTokens() / batch * bytes / READING_RATE;
  }

  /** Bytes of the weights in memory and of the activations of one batch. */
  public static long bytes(
      long parameters, TaskShape shape, Format format, Compute compute, DType dtype, int batch) {
    double each = weightBytes(format, compute, dtype);
    double hidden = Math.cbrt(10.7 * parameters);
    double tokens = shape.promptTokens() + shape.outputTokens();
    return (long) (parameters * each) + (long) (4.0 * batch * tokens * HIDDEN_STATES * hidden);
  }
}
