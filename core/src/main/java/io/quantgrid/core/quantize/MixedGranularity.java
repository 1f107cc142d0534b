package io.quantgrid.core.quantize;

import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Finer scales for the few layers whose weights are the hardest (arXiv 2408.15301, section 4.1: of
 * LLaMA3-70B less than 3 % of the layers, those of the largest weight range, per group instead of
 * per channel).
 *
 * @param share of the layers, rounded up to one at least
 * @param by what ranks them; of equals the first by name
 * @param fine columns of their groups
 */
record MixedGranularity(double share, WeightStatistic by, Granularity.Group fine)
    implements Allocation {
  private record Ranked(String module, double statistic) {}

  @Override
  public SchemePlan choose(List<Layer> layers, Function<Layer, float[]> weights, SchemePlan start) {
    List<Ranked> ranked = new ArrayList<>();
    for (Layer layer : layers) {
      if (start.rule(layer.module()).isEmpty()) {
        Scheme scheme = start.asked(layer.module()).orElseThrow();
        ranked.add(new Ranked(layer.module(), by.of(weights.apply(layer), layer, scheme)));
      }
    }
    ranked.sort(
        Comparator.comparingDouble(Ranked::statistic).reversed().thenComparing(Ranked::module));
    Map<String, Scheme> chosen = new TreeMap<>();
    for (Ranked layer : ranked.subList(0, count(ranked.size()))) {
      chosen.put(layer.module(), start.asked(layer.module()).orElseThrow().with(fine));
    }
    return start.with(chosen);
  }

  private int count(int layers) {
    // 0.07 * 100 is a little more than 7 in binary numbers
    return Math.min(layers, (int) Math.max(1, Math.ceil(share * layers - 1e-9)));
  }
}
