package io.quantgrid.kernels.scan;

import java.util.function.IntUnaryOperator;

/** The formulas in double, a state for every token, nothing shared. */
final class NaiveScans {
  private NaiveScans() {}

  /** Outputs, and the state behind the order's last token. */
  record Result(double[] y, double[] state) {}

  /** The factor that entry {@code n} of a channel's state is multiplied by at a token. */
  interface Decay {
    double at(int token, int channel, int n);
  }

  /**
   * @param step {@code [tokens, channels]}
   * @param group of a channel, by which B and C {@code [tokens, groups, state]} are found
   */
  static Result scan(
      Order order,
      float[] x,
      double[] step,
      Decay decay,
      float[] b,
      float[] c,
      double[] d,
      IntUnaryOperator group,
      float[] initial) {
    int tokens = order.tokens();
    int channels = d.length;
    int state = initial.length / channels;
    int groups = tokens == 0 ? 1 : b.length / tokens / state;
    double[][] states = new double[tokens + 1][];
    states[0] = doubles(initial);
    double[] y = new double[tokens * channels];
    for (int t = 0; t < tokens; t++) {
      if (order.previous(t) == Order.SKIPPED) {
        continue;
      }
      double[] h = states[order.previous(t) + 1].clone();
      for (int i = 0; i < channels; i++) {
        double input = step[t * channels + i] * x[t * channels + i];
        double sum = d[i] * x[t * channels + i];
        for (int n = 0; n < state; n++) {
          int at = (t * groups + group.applyAsInt(i)) * state + n;
          int entry = i * state + n;
          h[entry] = decay.at(t, i, n) * h[entry] + input * b[at];
          sum += h[entry] * c[at];
        }
        y[t * channels + i] = sum;
      }
      states[t + 1] = h;
    }
    return new Result(y, states[order.last() + 1]);
  }

  static double[] convolution(
      Order order, float[] x, float[] weight, float[] bias, float[] before, int kernel) {
    int channels = bias.length;
    double[] y = new double[x.length];
    for (int t = 0; t < order.tokens(); t++) {
      if (order.previous(t) == Order.SKIPPED) {
        continue;
      }
      for (int i = 0; i < channels; i++) {
        double sum = bias[i];
        int at = t;
        int old = kernel - 2;
        for (int k = kernel - 1; k >= 0; k--) {
          double input = at >= 0 ? x[at * channels + i] : before[old-- * channels + i];
          sum += weight[i * kernel + k] * input;
          at = at >= 0 ? order.previous(at) : at;
        }
        y[t * channels + i] = sum;
      }
    }
    return y;
  }

  static double[] doubles(float... values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }
}
