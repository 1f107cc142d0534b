package io.quantgrid.core.checkpoint.gguf;

import io.quantgrid.core.checkpoint.gguf.GgufWeight.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** How a tensor of a file becomes one of Hugging Face, or several. */
@FunctionalInterface
interface Turn {
  /**
   * The tensors, where {@code name} is what rules call them; in names of experts the expert's
   * number takes the place of {@code %d}.
   */
  List<GgufWeight> weights(String name, GgufTensor tensor);

  /** More than any model has; each becomes a tensor of its own. */
  int MOST_EXPERTS = 4096;

  Turn SAME = (name, tensor) -> List.of(GgufWeight.same(name, tensor));

  Turn MINUS_ONE = (name, tensor) -> List.of(GgufWeight.same(name, tensor).with(Change.MINUS_ONE));

  Turn LOG_OF_NEGATED =
      (name, tensor) -> List.of(GgufWeight.same(name, tensor).with(Change.LOG_OF_NEGATED));

  /** Matrices of GPT-2, which multiplies from the other side. */
  Turn TRANSPOSED =
      (name, tensor) ->
          tensor.shape().length < 2
              ? SAME.weights(name, tensor)
              : List.of(
                  GgufWeight.same(name, tensor)
                      .withShape(tensor.columns(), tensor.rows())
                      .with(Change.TRANSPOSED));

  /** A kernel {@code [channels, width]} as {@code [channels, 1, width]}; its bias as it is. */
  Turn DEPTHWISE =
      (name, tensor) -> {
        if (tensor.shape().length == 1) {
          return SAME.weights(name, tensor);
        }
        rank(tensor, 2);
        return List.of(GgufWeight.same(name, tensor).withShape(tensor.rows(), 1, tensor.columns()));
      };

  /** A vector as a matrix of one row. */
  Turn ROW =
      (name, tensor) ->
          List.of(GgufWeight.same(name, tensor).withShape(tensor.rows(), tensor.columns()));

  /** {@code [experts, rows, columns]} as a matrix each. */
  Turn EXPERTS =
      (name, tensor) -> {
        rank(tensor, 3);
        List<GgufWeight> weights = new ArrayList<>();
        long experts = tensor.shape()[0];
        if (experts > MOST_EXPERTS) {
          throw new IllegalArgumentException(tensor.name() + " has " + experts + " experts");
        }
        long rows = tensor.rows() / experts;
        for (long expert = 0; expert < experts; expert++) {
          long first = expert * rows;
          weights.add(
              GgufWeight.same(name.formatted(expert), tensor)
                  .withShape(rows, tensor.columns())
                  .withRows(row -> first + row));
        }
        return weights;
      };

  /**
   * Rows of rotated heads: the file has the two of a pair beside one another, transformers half a
   * head apart.
   */
  static Turn halvesOfHeads(int heads) {
    return reordered(
        length -> {
          long head = divided(length, 2L * heads) * 2;
          long half = head / 2;
          return row -> {
            long within = row % head;
            return row - within + within % half * 2 + within / half;
          };
        });
  }

  /**
   * Rows of a fused projection: the file has all queries, then all keys, then all values;
   * transformers has {@code queries} of them, a key and a value for one head of keys after another.
   */
  static Turn groupsOfHeads(int kvHeads, int queries) {
    return reordered(
        length -> {
          long head = divided(length, (queries + 2L) * kvHeads);
          return row -> {
            long group = row / head / (queries + 2);
            long part = row / head % (queries + 2);
            long start =
                part < queries
                    ? group * queries + part
                    : kvHeads * (queries + (part - queries)) + group;
            return start * head + row % head;
          };
        });
  }

  private static void rank(GgufTensor tensor, int rank) {
    if (tensor.shape().length != rank) {
      throw new IllegalArgumentException(
          "%s has %d dimensions, not %d".formatted(tensor.name(), tensor.shape().length, rank));
    }
  }

  private static long divided(long rows, long parts) {
    if (rows % parts != 0) {
      throw new IllegalArgumentException("%d rows are no multiple of %d".formatted(rows, parts));
    }
    return rows / parts;
  }

  /** Reorders rows of a matrix or elements of a vector, by their number. */
  private static Turn reordered(java.util.function.LongFunction<LongUnaryOperator> order) {
    return (name, tensor) -> {
      boolean vector = tensor.shape().length == 1;
      GgufTensor source = vector ? tensor.column() : tensor;
      return List.of(
          GgufWeight.same(name, source)
              .withShape(tensor.shape())
              .withRows(order.apply(source.rows())));
    };
  }
}
