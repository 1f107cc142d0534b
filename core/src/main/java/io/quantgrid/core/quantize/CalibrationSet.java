package io.quantgrid.core.quantize;

import io.quantgrid.core.model.ExpertTokens;
import java.util.List;

/**
 * Texts that run through a model while it is quantized.
 *
 * @param sequences token ids, in the order that results are summed in; each of 1 token or more
 * @param states what the blocks of the model see of those before them
 * @param experts which of the tokens each expert is calibrated on
 */
public record CalibrationSet(List<int[]> sequences, States states, ExpertTokens experts) {
  /** What later blocks see of earlier ones. */
  public enum States {
    /** What they compute once they are quantized, as llm-compressor has it. */
    QUANTIZED,
    /** What they compute at full precision (transformed, if the recipe transforms). */
    ORIGINAL
  }

  /** With every expert calibrated on all tokens. */
  public CalibrationSet(List<int[]> sequences, States states) {
    this(sequences, states, ExpertTokens.ALL);
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
