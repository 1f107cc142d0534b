package io.quantgrid.core.quantize;

import io.quantgrid.core.format.LayerScheme;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Integer bits per layer so that the average of stored bits (codes, padding, scales and zero points
 * over weights) stays within a budget. Every layer is rounded to nearest in each choice; from the
 * fewest bits on, bits go one step at a time to where the error falls most for each, the error of a
 * layer being its relative squared error times its weights.
 *
 * @param bits most stored bits per weight, over all quantized layers
 * @param choices bits of codes, in rising order
 */
record BitBudget(double bits, List<Integer> choices) implements Allocation {
  BitBudget {
    choices = List.copyOf(choices);
  }

  /** A layer in one choice. */
  private record Option(Scheme scheme, long bits, double error) {}

  /** A step of a layer from one choice to another. */
  private record Move(String module, int to, double fallPerBit) {}

  @Override
  public Optional<String> problem(List<Layer> layers, SchemePlan start) {
    long weights = 0;
    long fewest = 0;
    for (Layer layer : layers) {
      weights += layer.weights();
      fewest +=
          start
              .rule(layer.module())
              .flatMap(LayerScheme::scheme)
              .map(scheme -> stored(layer, scheme, start))
              .orElseGet(
                  () ->
                      choices.stream()
                          .mapToLong(choice -> stored(layer, scheme(layer, choice, start), start))
                          .min()
                          .orElseThrow());
    }
    double least = weights == 0 ? 0 : (double) fewest / weights;
    return least <= bits
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "budget of %s stored bits per weight (expected %.4f or more: what %d bits take with"
                    + " scales and zero points%s)",
                Parameter.text(bits),
                Math.ceil(least * 1e4) / 1e4,
                choices.get(0),
                start.format().layers().isEmpty() ? "" : ", and what layers asks for"));
  }

  @Override
  public SchemePlan choose(List<Layer> layers, Function<Layer, float[]> weights, SchemePlan start) {
    problem(layers, start)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("Cannot keep a " + problem);
            });
    Map<String, List<Option>> options = new TreeMap<>();
    Map<String, Integer> at = new TreeMap<>();
    long all = 0;
    long used = 0;
    for (Layer layer : layers) {
      all += layer.weights();
      Optional<LayerScheme> rule = start.rule(layer.module());
      if (rule.isPresent()) {
        used += stored(layer, rule.get().scheme().orElseThrow(), start);
      } else {
        List<Option> own = options(layer, weights.apply(layer), start);
        options.put(layer.module(), own);
        at.put(layer.module(), 0);
        used += own.get(0).bits();
      }
    }
    long left = (long) Math.floor(bits * all) - used;
    for (Optional<Move> move = best(options, at, left);
        move.isPresent();
        move = best(options, at, left)) {
      String module = move.get().module();
      List<Option> own = options.get(module);
      left -= own.get(move.get().to()).bits() - own.get(at.get(module)).bits();
      at.put(module, move.get().to());
    }
    Map<String, Scheme> chosen = new TreeMap<>();
    at.forEach((module, index) -> chosen.put(module, options.get(module).get(index).scheme()));
    return start.with(chosen);
  }

  /** By rising bits. */
  private List<Option> options(Layer layer, float[] weights, SchemePlan start) {
    List<Option> out = new ArrayList<>();
    for (int choice : choices) {
      Scheme scheme = scheme(layer, choice, start);
      double error = WeightStatistic.WEIGHT_ERROR.of(weights, layer, scheme) * layer.weights();
      out.add(new Option(scheme, stored(layer, scheme, start), error));
    }
    out.sort(Comparator.comparingLong(Option::bits));
    return out;
  }

  /** The step that still fits and takes most error away for each bit; of equals the first. */
  private static Optional<Move> best(
      Map<String, List<Option>> options, Map<String, Integer> at, long left) {
    Move best = null;
    for (Map.Entry<String, List<Option>> layer : options.entrySet()) {
      List<Option> own = layer.getValue();
      Option now = own.get(at.get(layer.getKey()));
      for (int to = at.get(layer.getKey()) + 1; to < own.size(); to++) {
        long more = own.get(to).bits() - now.bits();
        double fall = (now.error() - own.get(to).error()) / Math.max(1, more);
        if (more <= left && fall > 0 && (best == null || fall > best.fallPerBit())) {
          best = new Move(layer.getKey(), to, fall);
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** The format's scheme in other bits. */
  private static Scheme scheme(Layer layer, int bits, SchemePlan start) {
    return start.asked(layer.module()).orElseThrow().withBits(bits);
  }

  /** Whether the bits of such a scheme can be changed. */
  static boolean takes(Scheme scheme) {
    return scheme.element() instanceof IntegerType && scheme.element().name().startsWith("int");
  }

  private static long stored(Layer layer, Scheme scheme, SchemePlan start) {
    return StoredSize.bits(layer, scheme, start.format().activations());
  }
}
