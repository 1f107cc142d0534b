package io.quantgrid.core.grid;

import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.quantize.CalibrationSet.States;
import java.util.Locale;

/**
 * What static activations and recipes calibrate on.
 *
 * @param name in rows and reports; no part of ids
 * @param samples texts
 * @param tokens length of each
 * @param seed of their choice, and of what is random in them
 * @param order of the tokens in each text
 * @param states what the blocks of a model see of those before them
 * @param experts which of the tokens each expert is calibrated on
 */
public record Calibration(
    String name,
    Source source,
    int samples,
    int tokens,
    long seed,
    Order order,
    States states,
    ExpertTokens experts) {

  /** Stands for what is calibrated on nothing. */
  static final String NONE = "none";

  /** What {@code seed} is where a sweep says nothing. */
  static final long USUAL_SEED = 1;

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

  /** Under its usual name. */
  public Calibration(
      Source source,
      int samples,
      int tokens,
      long seed,
      Order order,
      States states,
      ExpertTokens experts) {
    this(
        usualName(source, samples, tokens, seed, order, states, experts),
        source,
        samples,
        tokens,
        seed,
        order,
        states,
        experts);
  }

  /** Texts as they are written, with later blocks seeing quantized ones. */
  public Calibration(TaskRef texts, int samples, int tokens, long seed) {
    this(
        new Texts(texts), samples, tokens, seed, Order.WRITTEN, States.QUANTIZED, ExpertTokens.ALL);
  }

  /** The same under another name. */
  Calibration named(String other) {
    return new Calibration(other, source, samples, tokens, seed, order, states, experts);
  }

  /** Source, samples and length, and what is not as usual: {@code pocket_stories-128x512-seed2}. */
  private static String usualName(
      Source source,
      int samples,
      int tokens,
      long seed,
      Order order,
      States states,
      ExpertTokens experts) {
    StringBuilder name = new StringBuilder(shortName(source));
    name.append('-').append(samples).append('x').append(tokens);
    name.append(seed == USUAL_SEED ? "" : "-seed" + seed);
    name.append(order == Order.WRITTEN ? "" : "-" + word(order));
    name.append(states == States.QUANTIZED ? "" : "-" + word(states));
    name.append(experts == ExpertTokens.ALL ? "" : "-" + word(experts));
    return name.toString();
  }

  private static String shortName(Source source) {
    return source instanceof Texts texts
        ? texts
            .ref()
            .name()
            .orElseGet(() -> Locations.lastName(texts.ref().text()).replaceFirst("\\.\\w+$", ""))
        : "random";
  }

  /** As a user writes it. */
  static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }
}
