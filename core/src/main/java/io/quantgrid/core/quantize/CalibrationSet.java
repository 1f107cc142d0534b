package io.quantgrid.core.quantize;

import java.util.List;

/**
 * Texts that run through a model while it is quantized.
 *
 * @param sequences token ids, in the order that results are summed in; each of 1 token or more
 * @param states what the blocks of the model see of those before them
 */
public record CalibrationSet(List<int[]> sequences, States states) {
  /** What later blocks see of earlier ones. */
  public enum States {
    /** What they compute once they are quantized, as llm-compressor has it. */
    QUANTIZED,
    /** What they compute at full precision (transformed, if the recipe transforms). */
    ORIGINAL
  }

  /**
   * @throws IllegalArgumentException when there is nothing to calibrate on
   */
  public CalibrationSet {
    sequences = List.copyOf(sequences);
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("Cannot calibrate: no texts (expected a task with some)");
    }
    for (int i = 0; i < sequences.size(); i++) {
      if (sequences.get(i).length == 0) {
        throw new IllegalArgumentException(
            "Cannot calibrate: text %d has no tokens (expected 1 or more)".formatted(i));
      }
    }
  }
}
