package io.quantgrid.kernels.check;

/**
 * Products and transformer blocks in plain loops over row-major arrays, sums in double: what every
 * engine is compared with.
 */
public final class Oracle {
  private Oracle() {}

  /** x [rows, in] times w [out, in] transposed, plus bias [out] where there is one. */
  public static float[] linear(float[] x, float[] w, float[] bias, int rows, int in, int out) {
    float[] y = new float[rows * out];
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < out; o++) {
        double sum = bias.length == 0 ? 0 : bias[o];
        for (int i = 0; i < in; i++) {
          sum += (double) x[r * in + i] * w[o * in + i];
        }
        y[r * out + o] = (float) sum;
      }
    }
    return y;
  }

  public static float[] rmsNorm(float[] x, float[] weight, double eps, int width) {
    float[] y = new float[x.length];
    for (int start = 0; start < x.length; start += width) {
      double squares = 0;
      for (int i = 0; i < width; i++) {
        squares += (double) x[start + i] * x[start + i];
      }
      double factor = 1 / Math.sqrt(squares / width + eps);
      for (int i = 0; i < width; i++) {
        y[start + i] = (float) (x[start + i] * factor * weight[i]);
      }
    }
    return y;
  }

  /** An empty bias is none. */
  public static float[] layerNorm(float[] x, float[] weight, float[] bias, double eps, int width) {
    float[] y = new float[x.length];
    for (int start = 0; start < x.length; start += width) {
      double mean = 0;
      double squares = 0;
      for (int i = 0; i < width; i++) {
        mean += (double) x[start + i] / width;
        squares += (double) x[start + i] * x[start + i] / width;
      }
      double factor = 1 / Math.sqrt(squares - mean * mean + eps);
      for (int i = 0; i < width; i++) {
        double shift = bias.length == 0 ? 0 : bias[i];
        y[start + i] = (float) ((x[start + i] - mean) * factor * weight[i] + shift);
      }
    }
    return y;
  }

  public static float silu(float x) {
    return (float) (x / (1 + Math.exp(-(double) x)));
  }

  public static float[] swiglu(float[] gateUp, int half) {
    float[] y = new float[gateUp.length / 2];
    for (int i = 0; i < y.length; i++) {
      int gate = i / half * 2 * half + i % half;
      y[i] = silu(gateUp[gate]) * gateUp[gate + half];
    }
    return y;
  }

  /** {@code x [outer, tokens, dim]}, cos and sin [tokens, dim]. */
  public static float[] rotary(float[] x, float[] cos, float[] sin, int tokens, int dim) {
    float[] y = new float[x.length];
    int half = dim / 2;
    for (int i = 0; i < x.length; i++) {
      int column = i % dim;
      int at = i / dim % tokens * dim + column;
      float other = column < half ? -x[i + half] : x[i - half];
      y[i] = x[i] * cos[at] + other * sin[at];
    }
    return y;
  }

  public static float[] logSoftmax(float[] x, int width) {
    float[] y = new float[x.length];
    for (int start = 0; start < x.length; start += width) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < width; i++) {
        largest = Math.max(largest, x[start + i]);
      }
      double sum = 0;
      for (int i = 0; i < width; i++) {
        sum += Math.exp(x[start + i] - largest);
      }
      for (int i = 0; i < width; i++) {
        y[start + i] = (float) (x[start + i] - largest - Math.log(sum));
      }
    }
    return y;
  }

  public static float[] softmax(float[] x, int width) {
    float[] y = logSoftmax(x, width);
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) Math.exp(y[i]);
    }
    return y;
  }

  /**
   * Shape of one attention: q [batch, heads, queries, dim], k and v [batch, kvHeads, keys, dim].
   */
  public record Heads(int batch, int heads, int kvHeads, int queries, int keys, int dim) {}

  /** mask [batch, queries, keys]: true where the query sees the key. */
  public static float[] attention(
      float[] q, float[] k, float[] v, boolean[] mask, double scale, Heads shape) {
    int area = shape.queries() * shape.keys();
    float[] bias = new float[shape.batch() * shape.heads() * area];
    for (int i = 0; i < bias.length; i++) {
      boolean seen = mask[i / area / shape.heads() * area + i % area];
      bias[i] = seen ? 0 : Float.NEGATIVE_INFINITY;
    }
    return biasedAttention(q, k, v, bias, scale, shape);
  }

  /** bias [batch, heads, queries, keys]: what is added to the scores. */
  public static float[] biasedAttention(
      float[] q, float[] k, float[] v, float[] bias, double scale, Heads shape) {
    int dim = shape.dim();
    float[] out = new float[q.length];
    for (int row = 0; row < q.length / dim; row++) {
      int head = row / shape.queries() % shape.heads();
      int batch = row / shape.queries() / shape.heads();
      int kvHead = head / (shape.heads() / shape.kvHeads());
      int firstKey = (batch * shape.kvHeads() + kvHead) * shape.keys();
      double[] weights = new double[shape.keys()];
      double sum = 0;
      for (int key = 0; key < shape.keys(); key++) {
        double dot = 0;
        for (int d = 0; d < dim; d++) {
          dot += (double) q[row * dim + d] * k[(firstKey + key) * dim + d];
        }
        weights[key] = Math.exp(dot * scale + bias[row * shape.keys() + key]);
        sum += weights[key];
      }
      for (int d = 0; d < dim; d++) {
        double value = 0;
        for (int key = 0; key < shape.keys(); key++) {
          value += weights[key] / sum * v[(firstKey + key) * dim + d];
        }
        out[row * dim + d] = (float) value;
      }
    }
    return out;
  }
}
