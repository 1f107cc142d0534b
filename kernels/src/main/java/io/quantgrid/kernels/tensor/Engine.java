package io.quantgrid.kernels.tensor;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.Float32;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.RoundTrip;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A tensor engine: the operations that models and quantizers are written in. Operations return new
 * tensors (views where the name says so) and never change their arguments, but for {@link
 * #copyInto} and {@link #addInto}. Dimensions may be negative, counted from the last. Mixed
 * floating types are an error: cast first. Shape errors throw {@link IllegalArgumentException}
 * naming the shapes. Running out of memory throws {@link OutOfMemoryError}. All methods are thread
 * safe.
 */
public interface Engine {
  /** The name used in configuration and in rows: {@code torch}, {@code nd4j}. */
  String name();

  /** Library and version, for {@code doctor} and for ids of results. */
  String version();

  /** Kind of device and, for CPUs, the instruction set in use: whatever may change a rounding. */
  String device();

  /**
   * Threads that one operation may use on the calling thread; call it in the thread that computes.
   */
  void threads(int threads);

  /** Opens a scope on this thread. */
  Scope scope();

  // ---- making and reading

  /** Float32 from Java, row-major. */
  Tensor floats(float[] values, long... shape);

  /** Int64 from Java, row-major. */
  Tensor longs(long[] values, long... shape);

  /** Boolean from Java, row-major. */
  Tensor booleans(boolean[] values, long... shape);

  /**
   * A copy of little-endian bytes of the given type; several buffers follow one another (a mapping
   * ends at 2 GiB).
   */
  Tensor raw(DType dtype, List<ByteBuffer> bytes, long... shape);

  Tensor zeros(DType dtype, long... shape);

  /** Any floating type, as float32, row-major. */
  float[] toFloats(Tensor x);

  /** Any integer or boolean type, row-major. */
  long[] toLongs(Tensor x);

  /** The tensor's bytes, little-endian, row-major. */
  byte[] toBytes(Tensor x);

  // ---- shape

  Tensor reshape(Tensor x, long... shape);

  /** View with two dimensions exchanged. */
  Tensor transpose(Tensor x, int a, int b);

  /** View of {@code length} entries along one dimension. */
  Tensor narrow(Tensor x, int dimension, long start, long length);

  /** View in which dimensions of extent 1 repeat. */
  Tensor expand(Tensor x, long... shape);

  Tensor contiguous(Tensor x);

  Tensor cat(int dimension, List<Tensor> parts);

  /** Rows (entries along {@code dimension}) by an int64 vector of indices. */
  Tensor indexSelect(Tensor x, int dimension, Tensor index);

  /** {@code out[i][j] = x[i][index[i][j]]} along the last dimension. */
  Tensor gather(Tensor x, Tensor index);

  /** Overwrites {@code target} (often a view into a cache) by {@code source} of the same shape. */
  void copyInto(Tensor target, Tensor source);

  /**
   * Overwrites row {@code index[i]} of {@code target [m, width]} by row i of {@code source [n,
   * width]}, in place. {@code index [n]} is int64 and names no row twice; the two share no memory.
   */
  void copyInto(Tensor target, Tensor index, Tensor source);

  /**
   * Adds row i of {@code source [n, width]} to row {@code index[i]} of {@code target [m, width]},
   * in place. {@code index [n]} is int64 and names no row twice.
   */
  void addInto(Tensor target, Tensor index, Tensor source);

  // ---- element by element; shapes broadcast

  Tensor cast(Tensor x, DType dtype);

  Tensor add(Tensor a, Tensor b);

  Tensor sub(Tensor a, Tensor b);

  Tensor mul(Tensor a, Tensor b);

  Tensor div(Tensor a, Tensor b);

  Tensor mul(Tensor x, double factor);

  /** Rounds halves to even. */
  Tensor round(Tensor x);

  Tensor clamp(Tensor x, double low, double high);

  Tensor silu(Tensor x);

  Tensor exp(Tensor x);

  Tensor tanh(Tensor x);

  /** {@code 1 / (1 + exp(-x))}. */
  Tensor sigmoid(Tensor x);

  /** The larger of {@code x} and 0; NaN stays NaN. */
  Tensor relu(Tensor x);

  /** Gaussian error linear unit, {@code x} times the normal distribution (arXiv 1606.08415). */
  Tensor gelu(Tensor x, Gelu form);

  /**
   * {@code x} with {@code value} (which may be infinite) wherever {@code mask} is true: boolean,
   * its shape broadcasts to that of {@code x}.
   */
  Tensor maskedFill(Tensor x, Tensor mask, double value);

  // ---- reductions; the dimension that is reduced is removed

  Tensor amax(Tensor x, int dimension);

  Tensor amin(Tensor x, int dimension);

  Tensor sum(Tensor x, int dimension);

  /** Index of the largest entry along the last dimension, int64; the first of equals. */
  Tensor argmax(Tensor x);

  TopK topK(Tensor x, int k);

  /** Along the last dimension, computed and returned in float32. */
  Tensor logSoftmax(Tensor x);

  /** Along the last dimension, computed and returned in float32. */
  Tensor softmax(Tensor x);

  // ---- linear algebra and transformer blocks

  /** [..., m, k] x [..., k, n]. */
  Tensor matmul(Tensor a, Tensor b);

  /** {@code x [..., in]} times {@code weight [out, in]} transposed. */
  Tensor linear(Tensor x, Tensor weight);

  /** {@code linear} plus {@code bias [out]}. */
  Tensor linear(Tensor x, Tensor weight, Tensor bias);

  /** Rows of {@code weight [vocabulary, hidden]} for int64 {@code ids}. */
  Tensor embedding(Tensor weight, Tensor ids);

  /**
   * {@code x / sqrt(mean(x^2) + eps) * weight} along the last dimension, inner arithmetic in
   * float32 (arXiv 1910.07467).
   */
  Tensor rmsNorm(Tensor x, Tensor weight, double eps);

  /**
   * {@code (x - mean(x)) / sqrt(variance(x) + eps) * weight + bias} along the last dimension, inner
   * arithmetic in float32 (arXiv 1607.06450). The variance divides by the count.
   */
  Tensor layerNorm(Tensor x, Tensor weight, Optional<Tensor> bias, double eps);

  /**
   * {@code silu(gate) * up} where the last dimension holds the gate half, then the up half (arXiv
   * 2002.05202).
   */
  Tensor swiglu(Tensor gateUp);

  /**
   * Rotary embedding, rotate-half form (arXiv 2104.09864): {@code x [batch, heads, tokens, dim]},
   * {@code cos, sin [batch or 1, 1, tokens, dim]}.
   */
  Tensor rotary(Tensor x, Tensor cos, Tensor sin);

  /**
   * Causal attention of equally long queries and keys. {@code q [batch, heads, n, dim]}, {@code k
   * [batch, kvHeads, n, dim]}, {@code v [batch, kvHeads, n, width]}, where heads is a multiple of
   * kvHeads; gives {@code [batch, heads, n, width]}.
   */
  Tensor causalAttention(Tensor q, Tensor k, Tensor v, double scale);

  /**
   * Attention in which every query sees every key: {@code q [batch, heads, queries, dim]}, {@code k
   * [batch, kvHeads, keys, dim]}, {@code v [batch, kvHeads, keys, width]}, at least one key.
   */
  Tensor fullAttention(Tensor q, Tensor k, Tensor v, double scale);

  /**
   * Attention under a mask: {@code mask [batch or 1, 1, queries, keys]}, boolean, true where a
   * query sees a key; every query sees at least one. Keys that are not seen change nothing.
   */
  Tensor maskedAttention(Tensor q, Tensor k, Tensor v, Tensor mask, double scale);

  /**
   * {@code softmax(q k^T scale + bias) v}: {@code bias} of {@code q}'s type, its shape broadcasts
   * to {@code [batch, heads, queries, keys]}; minus infinity where a query does not see a key, of
   * which every query sees at least one.
   */
  Tensor biasedAttention(Tensor q, Tensor k, Tensor v, Tensor bias, double scale);

  // ---- factors of matrices, float32

  /**
   * Lower triangular L with {@code x = L L^T} for symmetric {@code x [n, n]}, of which the lower
   * triangle is read; empty when {@code x} is not positive definite. The same bits on any number of
   * threads.
   */
  default Optional<Tensor> cholesky(Tensor x) {
    return BlockedCholesky.factor(this, x);
  }

  /**
   * X with {@code lower X = b}, {@code lower [n, n]} of which the upper triangle is not read,
   * {@code b [n, m]}.
   */
  default Tensor triangularSolve(Tensor lower, Tensor b) {
    return Factors.triangularSolve(this, lower, b);
  }

  /** {@code x [m, n] = left * diag(singular) * right}, the k = min(m, n) values descending. */
  default Svd svd(Tensor x) {
    return Factors.svd(this, x);
  }

  // ---- quantization

  /**
   * Quantizes and dequantizes along the last dimension with dynamic scales, in float32, rounding
   * the values to {@code x}'s own type at the end: what activations and KV entries go through while
   * evaluating. Granularities: token (one scale per row of the last dimension), group, tensor.
   */
  Tensor roundTrip(Tensor x, Scheme scheme);

  /**
   * As {@link #roundTrip(Tensor, Scheme)}, under a scale from calibration: {@code scheme} is
   * static.
   */
  default Tensor roundTrip(Tensor x, Scheme scheme, StaticScale fixed) {
    int columns = (int) x.size(-1);
    int rows = columns == 0 ? 0 : Math.toIntExact(x.elements() / columns);
    float[] values = RoundTrip.apply(toFloats(x), rows, columns, scheme, fixed, Float32.TYPE);
    return cast(floats(values, x.shape()), x.dtype());
  }

  /** {@code roundTrip} as the activations' scheme says. */
  default Tensor roundTrip(Tensor x, ActivationScheme activations) {
    return activations.fixed().isPresent()
        ? roundTrip(x, activations.scheme(), activations.fixed().get())
        : roundTrip(x, activations.scheme());
  }

  /**
   * Codes of float32 values, without a scale: INT8 signed values of integer types, UINT8 raw bits
   * of other types of at most 8 bits.
   */
  default Tensor encode(Tensor x, ElementType element) {
    return Elements.encode(this, x, element);
  }

  /** The float32 values of codes as {@link #encode} makes them. */
  default Tensor decode(Tensor codes, ElementType element) {
    return Elements.decode(this, codes, element);
  }

  /**
   * Whether {@link #lowBit} has a kernel for weights and activations of those schemes on this
   * device.
   *
   * @param activations empty when inputs stay in {@code compute}
   */
  default boolean hasLowBit(Scheme weights, Optional<Scheme> activations, DType compute) {
    return false;
  }

  /**
   * A linear layer that computes natively in few bits. It belongs to the caller, who closes it.
   *
   * @param compute type of inputs and outputs
   * @return empty when this engine has no kernel for it on this device, or not for this shape:
   *     callers then multiply with dequantized weights
   */
  default Optional<LowBitLinear> lowBit(
      QuantizedMatrix weight, Optional<ActivationScheme> activations, DType compute) {
    return Optional.empty();
  }

  /** Bytes of native tensor memory alive now, in all scopes and outside. */
  long allocatedBytes();

  /**
   * Gives memory of freed tensors back to the operating system, where the allocator keeps it for
   * later ones; for whoever frees much and has a limit to keep. Takes milliseconds.
   */
  default void trim() {}
}
