package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes weights from their source, checks their shapes and takes them out of every scope. Frees
 * them when closed, unless they were handed over to a model.
 */
final class Loader implements AutoCloseable {
  private final Engine engine;
  private final WeightSource source;
  private final DType compute;
  private final Optional<Scheme> activations;
  private final Optional<Scheme> kv;
  private final Predicate<String> quantized;
  private final List<Tensor> owned = new ArrayList<>();
  private boolean handedOver;

  Loader(
      Engine engine,
      WeightSource source,
      DType compute,
      Optional<Scheme> activations,
      Optional<Scheme> kv,
      Predicate<String> quantized) {
    this.engine = engine;
    this.source = source;
    this.compute = compute;
    this.activations = activations;
    this.kv = kv;
    this.quantized = quantized;
  }

  /** One of several matrices with the same input that are computed as one. */
  record Part(String name, int rows) {}

  Engine engine() {
    return engine;
  }

  DType compute() {
    return compute;
  }

  Optional<Scheme> kv() {
    return kv;
  }

  boolean has(String name) {
    return source.has(name);
  }

  /** A linear layer; its input goes through the activations' scheme, unless it is kept. */
  Linear linear(int columns, Part... parts) {
    return new Linear(engine, matrix(columns, parts), activations(parts));
  }

  private Optional<Scheme> activations(Part... parts) {
    List<String> names = Arrays.stream(parts).map(Part::name).toList();
    List<String> chosen = names.stream().filter(quantized).toList();
    if (activations.isEmpty() || chosen.isEmpty()) {
      return Optional.empty();
    }
    if (chosen.size() < names.size()) {
      throw new ModelException(
          "Cannot quantize the input of %s alone (expected all or none of %s, which share it)"
              .formatted(chosen, names));
    }
    return activations;
  }

  /** Matrices stacked: each row is one output, so quantized values stay what they are. */
  Tensor matrix(int columns, Part... parts) {
    try (Scope scope = engine.scope()) {
      List<Tensor> tensors = new ArrayList<>();
      for (Part part : parts) {
        tensors.add(checked(part.name(), part.rows(), columns));
      }
      return own(scope, tensors.size() == 1 ? tensors.get(0) : engine.cat(0, tensors));
    }
  }

  Tensor vector(String name, int length) {
    try (Scope scope = engine.scope()) {
      return own(scope, checked(name, length));
    }
  }

  private Tensor own(Scope scope, Tensor tensor) {
    owned.add(scope.release(tensor));
    return tensor;
  }

  private Tensor checked(String name, long... shape) {
    Tensor tensor = source.weight(name, compute);
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new ModelException(
          "Cannot load weight: %s has shape %s (expected %s by the configuration)"
              .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
    }
    return tensor;
  }

  /** Everything loaded so far; from {@link #handOver} on the model closes it. */
  List<Tensor> owned() {
    return owned;
  }

  void handOver() {
    handedOver = true;
  }

  @Override
  public void close() {
    if (!handedOver) {
      owned.forEach(Tensor::close);
    }
  }
}
