package io.quantgrid.core.grid;

import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.quantize.CalibrationSet.States;

/**
 * What static activations and recipes calibrate on.
 *
 * @param samples texts
 * @param tokens length of each
 * @param seed of their choice, and of what is random in them
 * @param order of the tokens in each text
 * @param states what the blocks of a model see of those before them
 * @param experts which of the tokens each expert is calibrated on
 */
public record Calibration(
    Source source,
    int samples,
    int tokens,
    long seed,
    Order order,
    States states,
    ExpertTokens experts) {

  /** Where texts come from. */
  public sealed interface Source {}

  /** The items of a task, or the lines of a file of texts. */
  public record Texts(TaskRef ref) implements Source {}

  /** Tokens drawn evenly from the model's vocabulary. */
  public record RandomTokens() implements Source {}

  /** How the tokens of a text stand. */
  public enum Order {
    WRITTEN,
    /** Each text's own tokens, mixed up. */
    SHUFFLED
  }

  /** With every expert calibrated on all tokens. */
  public Calibration(
      Source source, int samples, int tokens, long seed, Order order, States states) {
    this(source, samples, tokens, seed, order, states, ExpertTokens.ALL);
  }

  /** Texts as they are written, with later blocks seeing quantized ones. */
  public Calibration(TaskRef texts, int samples, int tokens, long seed) {
    this(new Texts(texts), samples, tokens, seed, Order.WRITTEN, States.QUANTIZED);
  }
}
