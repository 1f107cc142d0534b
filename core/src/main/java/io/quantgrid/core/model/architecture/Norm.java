package io.quantgrid.core.model.architecture;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A norm over the last dimension.
 *
 * @param weight name of {@code [width]}
 * @param bias name of {@code [width]}
 * @param width numbers that are normed together
 */
public record Norm(Kind kind, String weight, Optional<String> bias, int width, double eps) {
  /** What is computed. */
  public enum Kind {
    /** Divided by the root mean square, times the weight (arXiv 1910.07467). */
    RMS,
    /** The same times 1 + weight, in float32. */
    RMS_PLUS_ONE,
    /** Mean subtracted, divided by the standard deviation, times the weight (arXiv 1607.06450). */
    LAYER
  }

  /** Root mean square. */
  public static Norm rms(String weight, int width, double eps) {
    return new Norm(Kind.RMS, weight, Optional.empty(), width, eps);
  }

  /** With a bias. */
  public static Norm layer(String weight, String bias, int width, double eps) {
    return new Norm(Kind.LAYER, weight, Optional.of(bias), width, eps);
  }

  /** Of its tensors. */
  public List<String> names() {
    return Stream.concat(Stream.of(weight), bias.stream()).toList();
  }

  /** What is added to the stored weight before it multiplies. */
  public double offset() {
    return kind == Kind.RMS_PLUS_ONE ? 1 : 0;
  }
}
