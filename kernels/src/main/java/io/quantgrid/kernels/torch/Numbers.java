package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Gelu;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;

/**
 * Numbers in the boxes that libtorch wants. Making and freeing one costs more than a small
 * operation, and a model uses few different ones, so they are made once and shared; nobody changes
 * or frees them.
 */
final class Numbers {
  static final LongOptional LAST_DIMENSION = new LongOptional(-1);
  static final ScalarTypeOptional FLOAT32 = new ScalarTypeOptional(ScalarTypes.of(DType.FLOAT32));
  static final ScalarTypeOptional SAME_TYPE = new ScalarTypeOptional();
  static final TensorOptional NO_TENSOR = new TensorOptional();
  static final ScalarOptional NO_LIMIT = new ScalarOptional();

  private static final BytePointer EXACT = new BytePointer("none");
  private static final BytePointer TANH = new BytePointer("tanh");

  /** A caller with endless different factors must not fill the memory: old ones are dropped. */
  private static final int CACHED = 4096;

  private static final ConcurrentHashMap<Double, Scalar> SCALARS = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Double, ScalarOptional> LIMITS = new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Double, DoubleOptional> DOUBLES =
      new ConcurrentHashMap<>();

  private Numbers() {}

  static Scalar scalar(double value) {
    return cached(SCALARS, value, Scalar::new);
  }

  static ScalarOptional limit(double value) {
    return cached(LIMITS, value, number -> new ScalarOptional(scalar(number)));
  }

  static DoubleOptional optional(double value) {
    return cached(DOUBLES, value, DoubleOptional::new);
  }

  /** libtorch's word for what a GELU approximates by. */
  static BytePointer form(Gelu form) {
    return switch (form) {
      case EXACT -> EXACT;
      case TANH -> TANH;
    };
  }

  private static <T> T cached(
      ConcurrentHashMap<Double, T> cache, double value, Function<Double, T> maker) {
    T known = cache.get(value);
    if (known != null) {
      return known;
    }
    if (cache.size() >= CACHED) {
      cache.clear(); // JavaCPP frees what was dropped once no thread holds it
    }
    return cache.computeIfAbsent(value, maker);
  }
}
