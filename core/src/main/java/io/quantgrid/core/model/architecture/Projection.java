package io.quantgrid.core.model.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Matrices of one input, computed as one: their outputs follow one another.
 *
 * @param columns width of the input
 * @param outputs in the order of their outputs
 */
public record Projection(int columns, List<Output> outputs) {
  public Projection {
    outputs = List.copyOf(outputs);
  }

  /**
   * One matrix.
   *
   * @param weight name of {@code [rows, columns]}
   * @param bias name of {@code [rows]}
   */
  public record Output(String weight, int rows, Optional<String> bias) {
    /** Without a bias. */
    public static Output of(String weight, int rows) {
      return new Output(weight, rows, Optional.empty());
    }
  }

  public static Projection of(int columns, Output... outputs) {
    return new Projection(columns, Arrays.asList(outputs));
  }

  /** The matrix of a projection that has one. */
  public Output output() {
    if (outputs.size() != 1) {
      throw new IllegalStateException("Cannot take one of " + outputs + " (expected one matrix)");
    }
    return outputs.get(0);
  }

  public List<String> weights() {
    return outputs.stream().map(Output::weight).toList();
  }

  public List<String> biases() {
    return outputs.stream().flatMap(output -> output.bias().stream()).toList();
  }

  /** Of all its tensors. */
  public List<String> names() {
    return Stream.concat(weights().stream(), biases().stream()).toList();
  }

  /** Outputs in all. */
  public int rows() {
    return outputs.stream().mapToInt(Output::rows).reduce(0, Math::addExact);
  }

  /**
   * Where consecutive outputs lie.
   *
   * @param first number of the first among all outputs
   * @param count how many; they belong to one matrix
   */
  public Channels channels(int first, int count) {
    int start = 0;
    for (Output output : outputs) {
      if (first < start + output.rows()) {
        return new Channels(output.weight(), output.bias(), first - start, count, count);
      }
      start += output.rows();
    }
    throw new IllegalArgumentException(
        "Cannot find output %d of %s (expected one below %d)".formatted(first, weights(), rows()));
  }

  static List<String> weights(List<Projection> projections) {
    return projections.stream().flatMap(p -> p.weights().stream()).toList();
  }

  static Stream<String> biases(List<Projection> projections) {
    return projections.stream().flatMap(p -> p.biases().stream());
  }
}
