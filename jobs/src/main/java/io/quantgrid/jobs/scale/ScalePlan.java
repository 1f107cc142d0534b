package io.quantgrid.jobs.scale;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.grid.EngineInfo;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.PlanJson.CellJson;
import io.quantgrid.core.grid.PlanJson.VariantJson;
import io.quantgrid.core.grid.WorkUnit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The grid of generated outputs: {@link #MODELS} times {@link ScaleVariant#ALL} times {@link
 * ScaleTask}.
 *
 * @param items per cell
 */
record ScalePlan(long seed, int items) implements Serializable {
  static final List<String> MODELS = List.of("small-1b", "medium-3b", "large-8b");

  /** Parameters of each. */
  static final List<Long> PARAMETERS = List.of(1_000_000_000L, 3_000_000_000L, 8_000_000_000L);

  private static final int UNIT = 4096;
  private static final int RESULTS_VERSION = 1;

  static ScalePlan of(long seed, long rows) {
    long cells = (long) MODELS.size() * ScaleVariant.ALL.size() * ScaleTask.values().length;
    return new ScalePlan(seed, Math.toIntExact((rows + cells - 1) / cells));
  }

  String variantId(int model, ScaleVariant variant) {
    return id(MODELS.get(model) + "/" + variant.name());
  }

  String cellId(int model, ScaleVariant variant, ScaleTask task) {
    return id(MODELS.get(model) + "/" + variant.name() + "/" + task.text());
  }

  private String id(String name) {
    return Sha256.hex(seed + "/" + name).substring(0, 16);
  }

  /** One cell failed: nothing is there of it but a reason. */
  static boolean isFailed(int model, ScaleVariant variant, ScaleTask task) {
    return model == MODELS.size() - 1 && variant.format().equals("kv2") && task == ScaleTask.NEEDLE;
  }

  /** Units of a cell. */
  List<WorkUnit> units(String cell) {
    List<WorkUnit> units = new ArrayList<>();
    for (int first = 0; first < items; first += UNIT) {
      units.add(new WorkUnit(cell, first, Math.min(UNIT, items - first)));
    }
    return units;
  }

  PlanJson json() {
    List<PlanJson.Model> models = new ArrayList<>();
    List<VariantJson> variants = new ArrayList<>();
    List<CellJson> cells = new ArrayList<>();
    for (int model = 0; model < MODELS.size(); model++) {
      String name = MODELS.get(model);
      models.add(
          new PlanJson.Model(
              name, name, "", "", Sha256.hex(name), "llama", PARAMETERS.get(model), 4096));
      for (ScaleVariant variant : ScaleVariant.ALL) {
        variants.add(variant(model, variant));
        for (ScaleTask task : ScaleTask.values()) {
          cells.add(cell(model, variant, task));
        }
      }
    }
    return new PlanJson(
        1,
        RESULTS_VERSION,
        "scale",
        new EngineInfo("none", "generated", "none"),
        "FLOAT32",
        "simulated",
        items,
        1,
        1,
        10,
        models,
        List.of(),
        variants,
        cells,
        List.of(),
        List.of(),
        List.of(),
        List.of("Generated with seed " + seed + ": no model was run."));
  }

  private VariantJson variant(int model, ScaleVariant variant) {
    String id = variantId(model, variant);
    return new VariantJson(
        id,
        id,
        MODELS.get(model),
        variant.format(),
        variant.method(),
        "",
        variant.weights(),
        variant.activations(),
        variant.kv(),
        List.of(),
        "");
  }

  private CellJson cell(int model, ScaleVariant variant, ScaleTask task) {
    return new CellJson(
        cellId(model, variant, task),
        cellId(model, ScaleVariant.ALL.get(0), task),
        variantId(model, variant),
        task.text(),
        Sha256.hex(task.text()),
        task.kind().text(),
        task.type(),
        0,
        task.metrics(),
        items,
        UNIT,
        0.01,
        0,
        "none",
        "",
        1);
  }
}
