package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.LayerScheme;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Outside;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which modules of a model a format quantizes: every linear layer, but what it keeps. {@code
 * lm_head} and {@code embeddings}, whatever a family calls them, are kept by default; a head that
 * is the embedding table is quantized only when neither is kept. Norms are never quantized. Rules
 * for single layers see what {@code keep} has left.
 *
 * @param quantized names of modules, sorted
 * @param kept linear modules that stay plain, as {@code ignore} lists them
 */
public record QuantizedModules(SortedSet<String> quantized, List<String> kept) {
  private static final String WEIGHT = ".weight";
  private static final String HEAD = "lm_head";
  private static final String EMBEDDINGS = "embeddings";

  /**
   * @throws IllegalArgumentException when an entry of {@code keep} names no linear layer, or a rule
   *     for single layers matches none that is left
   */
  public static QuantizedModules of(Checkpoint checkpoint, ModelConfig config, Format format) {
    SortedSet<String> quantized = new TreeSet<>();
    for (String name : Models.linearWeights(config)) {
      quantized.add(module(name));
    }
    SortedSet<String> keep = format.keep();
    Outside outside = Models.outside(config);
    String head = module(outside.head());
    boolean tied = config.tiedEmbeddings() || !checkpoint.has(outside.head());
    if (!tied && !keep.contains(HEAD)) {
      quantized.add(head);
    }
    if (!keep.contains(EMBEDDINGS) && (!tied || !keep.contains(HEAD))) {
      quantized.add(module(outside.embedding()));
    }
    List<String> kept = new ArrayList<>();
    if (!quantized.contains(head)) {
      kept.add(head);
    }
    for (String entry : keep) {
      List<String> matching = quantized.stream().filter(module -> isPart(entry, module)).toList();
      if (matching.isEmpty() && !entry.equals(HEAD) && !entry.equals(EMBEDDINGS)) {
        throw new IllegalArgumentException(
            "Cannot keep %s: no linear layer is called so (expected parts of names such as %s)"
                .formatted(entry, quantized.isEmpty() ? HEAD : quantized.first()));
      }
      quantized.removeAll(matching);
      kept.addAll(matching);
    }
    for (LayerScheme layer : format.layers()) {
      if (quantized.stream().noneMatch(layer::matches)) {
        throw new IllegalArgumentException(
            "Cannot match layers by %s: no linear layer is called so%s (expected a pattern of names such as %s)"
                .formatted(
                    layer.pattern(),
                    kept.stream().anyMatch(layer::matches) ? " that keep leaves" : "",
                    quantized.isEmpty() ? HEAD : quantized.first()));
      }
    }
    SchemePlan plan = SchemePlan.of(format);
    List<String> byRule =
        quantized.stream()
            .filter(module -> plan.rule(module).filter(r -> r.scheme().isEmpty()).isPresent())
            .toList();
    quantized.removeAll(byRule);
    kept.addAll(byRule);
    return new QuantizedModules(quantized, kept);
  }

  /** Whether the module of that weight is quantized. */
  public boolean quantizes(String weight) {
    return quantized.contains(module(weight));
  }

  private static String module(String weight) {
    return weight.endsWith(WEIGHT)
        ? weight.substring(0, weight.length() - WEIGHT.length())
        : weight;
  }

  /** Whether {@code part} stands in the dotted name as whole words. */
  private static boolean isPart(String part, String module) {
    return ("." + module + ".").contains("." + part + ".");
  }
}
