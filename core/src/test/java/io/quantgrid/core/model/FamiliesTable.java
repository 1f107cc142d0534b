package io.quantgrid.core.model;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Smoothing;
import io.quantgrid.core.model.family.Families;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table of docs/families.md: a row a family, from its description and its references. */
final class FamiliesTable {
  /** Below this, platforms differ in how they sum. */
  private static final double SMALLEST = 1e-5;

  private static final String HEAD =
      """
      | `model_type` | models known to load | quantized in each layer | factors move between | can be rotated | references | off by at most |
      |---|---|---|---|---|---|---|
      """;

  private FamiliesTable() {}

  static String markdown() {
    Map<String, List<String>> folders = new TreeMap<>();
    for (String folder : FamilyGoldenTest.families()) {
      folders.computeIfAbsent(config(folder).family(), name -> new ArrayList<>()).add(folder);
    }
    Map<List<String>, Set<String>> names = new LinkedHashMap<>();
    Families.models()
        .forEach(
            (name, models) ->
                names.computeIfAbsent(models, key -> new LinkedHashSet<>()).add(name));
    StringBuilder out = new StringBuilder(HEAD);
    names.forEach(
        (models, own) -> {
          List<String> references =
              own.stream().flatMap(name -> folders.getOrDefault(name, List.of()).stream()).toList();
          if (references.isEmpty()) {
            throw new AssertionError("no reference of " + own);
          }
          out.append(row(own, models, references));
        });
    return out.toString();
  }

  private static ModelConfig config(String folder) {
    try (Checkpoint checkpoint = Models.open(GoldenModel.folder(folder))) {
      return Models.config(checkpoint.config(), folder);
    }
  }

  private static String row(Set<String> names, List<String> models, List<String> references) {
    ModelConfig config = config(references.get(0));
    List<Block> blocks = Models.blocks(config);
    Block block = blocks.get(blocks.size() - 1);
    String linears =
        code(block.linears().stream().flatMap(List::stream).map(FamiliesTable::shortName).toList());
    Set<String> moves = new LinkedHashSet<>();
    block.smoothings().forEach(smoothing -> moves.add(pair(smoothing)));
    String rotated =
        config.architecture().rotationObstacle().map(why -> "no: " + why).orElse("yes");
    double off = references.stream().mapToDouble(FamiliesTable::deviation).max().orElseThrow();
    double power = Math.pow(10, Math.ceil(Math.log10(Math.max(off, SMALLEST))));
    return "| %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            code(names),
            String.join(", ", models),
            linears,
            String.join("<br>", moves),
            rotated,
            code(references),
            String.format(Locale.ROOT, "%.0e", power));
  }

  static double deviation(String folder) {
    try (GoldenModel golden = new GoldenModel(folder)) {
      TokenBatch both = TokenBatch.causal(List.of(golden.inputs));
      return GoldenModel.distance(golden.logits(both), golden.logits);
    }
  }

  private static String pair(Smoothing smoothing) {
    return code(List.of(shortName(smoothing.producer().tensor())))
        + " to "
        + code(smoothing.consumers().stream().map(FamiliesTable::shortName).toList());
  }

  /** Without the layer before it and what all end with; experts are one. */
  private static String shortName(String tensor) {
    return tensor
        .replaceFirst("^.*?\\.\\d+\\.", "")
        .replaceFirst("\\.weight$", "")
        .replaceAll("\\.\\d+\\.", ".N.");
  }

  private static String code(Collection<String> names) {
    return names.stream()
        .distinct()
        .map(name -> "`" + name + "`")
        .collect(Collectors.joining(", "));
  }
}
