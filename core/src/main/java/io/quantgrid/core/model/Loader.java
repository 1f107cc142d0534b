package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.kernels.element.Int8;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import io.quantgrid.kernels.solve.llmint8.MixedInt8;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.LowBitLinear;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Takes weights from their source, checks their shapes and takes them out of every scope. Frees
 * them when closed, unless they were handed over to a model.
 */
final class Loader implements AutoCloseable {
  private final Engine engine;
  private final WeightSource source;
  private final Computation computation;
  private final Optional<InputObserver> observer;
  private final Owned owned = new Owned(new ArrayList<>(), new ArrayList<>());
  private Compute compute;
  private boolean handedOver;

  Loader(
      Engine engine,
      WeightSource source,
      Computation computation,
      Optional<InputObserver> observer) {
    this.engine = engine;
    this.source = source;
    this.computation = computation;
    this.observer = observer;
    this.compute = computation.kv().isPresent() ? Compute.SIMULATED : Compute.NATIVE;
  }

  /** What a model frees in the end. */
  record Owned(List<Tensor> tensors, List<LowBitLinear> layers) {
    long bytes() {
      long bytes = layers.stream().mapToLong(LowBitLinear::bytes).sum();
      for (Tensor tensor : tensors) {
        bytes += tensor.elements() * tensor.dtype().bytes();
      }
      return bytes;
    }

    void close() {
      tensors.forEach(Tensor::close);
      layers.forEach(LowBitLinear::close);
    }
  }

  Engine engine() {
    return engine;
  }

  DType dtype() {
    return computation.dtype();
  }

  /** How what was loaded so far computes. */
  Compute compute() {
    return compute;
  }

  Optional<KvScheme> kv() {
    return computation.kv();
  }

  /** Who looks at inputs. */
  Optional<InputObserver> observer() {
    return observer;
  }

  boolean has(String name) {
    return source.has(name);
  }

  /** A linear layer; its input goes through the activations' scheme, unless it is kept. */
  Linear linear(Projection projection) {
    List<String> names = projection.weights();
    Linear layer = layer(projection, rounding(names));
    return observer.isPresent() ? new Linear.Observed(layer, names, observer.get()) : layer;
  }

  /** A linear layer whose input stays as it is. */
  Linear plain(Projection projection) {
    return layer(projection, Optional.empty());
  }

  /** The embedding's table as the head. */
  Linear tied(Tensor table, Projection head) {
    Linear product = new Linear.Floating(engine, table, Optional.empty());
    return bias(head).<Linear>map(bias -> new Linear.Biased(engine, product, bias)).orElse(product);
  }

  private Linear layer(Projection projection, Optional<InputRounding> rounding) {
    Linear product = product(projection, rounding);
    return bias(projection)
        .<Linear>map(bias -> new Linear.Biased(engine, product, bias))
        .orElse(product);
  }

  private Linear product(Projection projection, Optional<InputRounding> rounding) {
    boolean mixed = rounding.isPresent() && rounding.get() instanceof InputRounding.Mixed;
    Optional<LowBitLinear> lowBit =
        computation.compute() == Compute.NATIVE && !mixed
            ? lowBit(
                projection, rounding.map(uniform -> ((InputRounding.Uniform) uniform).scheme()))
            : Optional.empty();
    if (lowBit.isPresent()) {
      owned.layers().add(lowBit.get());
      return new Linear.LowBit(lowBit.get());
    }
    if (rounding.isPresent()) {
      compute = Compute.SIMULATED;
    }
    return new Linear.Floating(engine, matrix(projection), rounding);
  }

  /**
   * What is added to outputs, zeros to those that nothing is added to; empty where that is all. A
   * bias that the architecture names is read as it is; others may come with the source.
   */
  private Optional<Tensor> bias(Projection projection) {
    try (Scope scope = engine.scope()) {
      List<Tensor> tensors = new ArrayList<>();
      int found = 0;
      for (Output output : projection.outputs()) {
        Optional<Tensor> bias =
            output.bias().isPresent()
                ? Optional.of(checked(output.bias().get(), output.rows()))
                : source.bias(output.weight(), computation.dtype());
        if (bias.isPresent()) {
          check("bias of " + output.weight(), bias.get().shape(), output.rows());
          found++;
        }
        tensors.add(bias.orElseGet(() -> zeros(output.rows())));
      }
      return found == 0 ? Optional.empty() : Optional.of(own(scope, engine.cat(0, tensors)));
    }
  }

  private Tensor zeros(int count) {
    return engine.cast(engine.floats(new float[count], count), computation.dtype());
  }

  private Optional<LowBitLinear> lowBit(
      Projection projection, Optional<ActivationScheme> activations) {
    List<QuantizedMatrix> matrices = new ArrayList<>();
    Optional<Scheme> inputs = activations.map(ActivationScheme::scheme);
    for (Output output : projection.outputs()) {
      Optional<QuantizedMatrix> matrix = source.quantized(output.weight());
      if (matrix.isEmpty()
          || !engine.hasLowBit(matrix.get().scheme(), inputs, computation.dtype())) {
        return Optional.empty(); // without reading the others
      }
      check(
          output.weight(),
          new long[] {matrix.get().rows(), matrix.get().columns()},
          output.rows(),
          projection.columns());
      matrices.add(matrix.get());
    }
    return Stack.of(matrices)
        .flatMap(matrix -> engine.lowBit(matrix, activations, computation.dtype()));
  }

  private Optional<InputRounding> rounding(List<String> names) {
    Optional<ActivationScheme> activations = activations(names);
    List<OptionalDouble> thresholds =
        names.stream().map(source::outlierThreshold).distinct().toList();
    if (activations.isEmpty() || thresholds.equals(List.of(OptionalDouble.empty()))) {
      return activations.map(InputRounding.Uniform::new);
    }
    Scheme scheme = activations.get().scheme();
    boolean vectorWise =
        scheme.element() == Int8.TYPE
            && scheme.granularity() instanceof Granularity.PerToken
            && scheme.symmetry() != Symmetry.ASYMMETRIC;
    if (thresholds.size() > 1 || !vectorWise) {
      throw new ModelException(
          "Cannot keep large inputs of %s as %s, from %s on (expected int8/token and one threshold)"
              .formatted(names, scheme.canonical(), thresholds));
    }
    float threshold = (float) thresholds.get(0).getAsDouble();
    return Optional.of(new InputRounding.Mixed(new MixedInt8(threshold)));
  }

  private Optional<ActivationScheme> activations(List<String> names) {
    List<String> chosen = names.stream().filter(computation.quantized()).toList();
    if (computation.activations().isEmpty() || chosen.isEmpty()) {
      return Optional.empty();
    }
    if (chosen.size() < names.size()) {
      throw new ModelException(
          "Cannot quantize the input of %s alone (expected all or none of %s, which share it)"
              .formatted(chosen, names));
    }
    Scheme scheme = computation.activations().get();
    return Optional.of(
        new ActivationScheme(
            scheme,
            scheme.timing() == Timing.STATIC ? Optional.of(fixed(names)) : Optional.empty()));
  }

  /** The scale that calibration left with layers of the same input. */
  private StaticScale fixed(List<String> names) {
    List<Optional<StaticScale>> found = names.stream().map(source::inputScale).distinct().toList();
    if (found.size() != 1 || found.get(0).isEmpty()) {
      throw new ModelException(
          "Cannot quantize the input of %s: its static scales are %s (expected one, the same for all)"
              .formatted(names, found));
    }
    return found.get(0).get();
  }

  /** Matrices stacked: each row is one output, so quantized values stay what they are. */
  Tensor matrix(Projection projection) {
    try (Scope scope = engine.scope()) {
      List<Tensor> tensors = new ArrayList<>();
      for (Output output : projection.outputs()) {
        tensors.add(table(output.weight(), output.rows(), projection.columns()));
      }
      return own(scope, tensors.size() == 1 ? tensors.get(0) : engine.cat(0, tensors));
    }
  }

  /** A table of embeddings {@code [rows, columns]}. */
  Tensor embedding(String name, int rows, int columns) {
    try (Scope scope = engine.scope()) {
      return own(scope, table(name, rows, columns));
    }
  }

  private Tensor table(String name, int rows, int columns) {
    if (source.isQuantized(name)) {
      compute = Compute.SIMULATED;
    }
    return checked(name, rows, columns);
  }

  LoadedNorm norm(Norm norm) {
    try (Scope scope = engine.scope()) {
      DType dtype = norm.kind() == Norm.Kind.RMS_PLUS_ONE ? DType.FLOAT32 : dtype();
      Tensor stored = checked(norm.weight(), dtype, norm.width());
      Tensor weight =
          norm.offset() == 0
              ? stored
              : engine.add(stored, engine.floats(new float[] {(float) norm.offset()}, 1));
      own(scope, weight);
      return new LoadedNorm(engine, norm, weight, norm.bias().map(b -> vector(b, norm.width())));
    }
  }

  Tensor vector(String name, int length) {
    return tensor(name, length);
  }

  /** A tensor in the computing type; extents of 1 may stand elsewhere in the stored shape. */
  Tensor tensor(String name, long... shape) {
    try (Scope scope = engine.scope()) {
      return own(scope, checked(name, shape));
    }
  }

  /** The same in float32, whatever the model computes in. */
  Tensor inFloat32(String name, long... shape) {
    try (Scope scope = engine.scope()) {
      return own(scope, checked(name, DType.FLOAT32, shape));
    }
  }

  /** A tensor in Java's memory, row-major. */
  @SuppressWarnings("try") // frees the tensor
  float[] values(String name, long... shape) {
    try (Scope scope = engine.scope()) {
      return engine.toFloats(checked(name, DType.FLOAT32, shape));
    }
  }

  Tensor ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    try (Scope scope = engine.scope()) {
      return own(scope, engine.cast(engine.floats(ones, length), dtype()));
    }
  }

  private Tensor own(Scope scope, Tensor tensor) {
    owned.tensors().add(scope.release(tensor));
    return tensor;
  }

  private Tensor checked(String name, long... shape) {
    return checked(name, computation.dtype(), shape);
  }

  private Tensor checked(String name, DType dtype, long... shape) {
    Tensor tensor = source.weight(name, dtype);
    check(name, tensor.shape(), shape);
    return Arrays.equals(tensor.shape(), shape) ? tensor : engine.reshape(tensor, shape);
  }

  private static void check(String name, long[] actual, long... expected) {
    if (!Arrays.equals(withoutOnes(actual), withoutOnes(expected))) {
      throw new ModelException(
          "Cannot load weight: %s has shape %s (expected %s by the configuration)"
              .formatted(name, Arrays.toString(actual), Arrays.toString(expected)));
    }
  }

  private static long[] withoutOnes(long[] shape) {
    return Arrays.stream(shape).filter(extent -> extent != 1).toArray();
  }

  /** Everything loaded so far; from {@link #handOver} on the model closes it. */
  Owned owned() {
    return owned;
  }

  void handOver() {
    handedOver = true;
  }

  @Override
  public void close() {
    if (!handedOver) {
      owned.close();
    }
  }
}
