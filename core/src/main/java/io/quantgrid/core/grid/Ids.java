package io.quantgrid.core.grid;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.Embeddings;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.grid.Pairs.Pair;
import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.quantize.CalibrationSet;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.HashMap;
import java.util.Map;

/**
 * Content addresses: the first 80 bits, in hexadecimal, of the SHA-256 of a text with everything
 * that can change what is addressed, one {@code key: value} a line. Names, output and the number of
 * samples are not among it. A million ids collide with probability 4e-13; two texts with one id are
 * noticed.
 */
final class Ids {
  /** To be raised whenever code changes results; older results are then computed anew. */
  static final int RESULTS_VERSION = 5;

  private static final int LENGTH = 20;

  private final Sweep sweep;
  private final EngineInfo engine;
  private final Map<String, String> texts = new HashMap<>();

  Ids(Sweep sweep, EngineInfo engine) {
    this.sweep = sweep;
    this.engine = engine;
  }

  /** Of the stored weights alone; the model's hash when they are its own. */
  String weights(String modelHash, Pair pair) {
    return pair.format().weights().isEmpty() ? modelHash : id(weightsText(modelHash, pair));
  }

  private String weightsText(String modelHash, Pair pair) {
    Format format = pair.format();
    StringBuilder text = new StringBuilder("quantgrid weights\n");
    common(text);
    line(text, "model", modelHash);
    line(text, "weights", format.weights().map(Scheme::canonical).orElse("none"));
    // its config.json tells other tools how to quantize activations
    line(text, "activations", format.activations().map(Scheme::canonical).orElse("none"));
    line(text, "keep", String.join("+", format.keep()));
    if (!format.layers().isEmpty()) {
      line(text, "layers", format.layersText());
    }
    line(text, "recipe", pair.recipe().canonical());
    if (pair.looksAtInputs()) {
      line(text, "dtype", sweep.dtype().name());
      line(text, "threads", sweep.threads());
      line(text, "batch", sweep.batch());
      pair.calibration().ifPresent(calibration -> calibration(text, calibration));
    }
    return text.toString();
  }

  private static void calibration(StringBuilder text, CalibrationTask task) {
    Calibration c = task.calibration();
    line(text, "calibration task", task.digest());
    line(text, "calibration samples", c.samples());
    line(text, "calibration tokens", c.tokens());
    line(text, "calibration seed", c.seed());
    if (c.order() != Calibration.Order.WRITTEN) {
      line(text, "calibration order", c.order());
    }
    if (c.states() != CalibrationSet.States.QUANTIZED) {
      line(text, "calibration states", c.states());
    }
    if (c.experts() != ExpertTokens.ALL) {
      line(text, "calibration experts", c.experts());
    }
  }

  /** Of a variant: its weights and how it computes with them. */
  String variant(String modelHash, Pair pair) {
    return id(variantText(modelHash, pair));
  }

  private String variantText(String modelHash, Pair pair) {
    Format format = pair.format();
    StringBuilder text = new StringBuilder("quantgrid variant\n");
    common(text);
    line(text, "model", modelHash);
    line(text, "stored weights", weights(modelHash, pair));
    line(text, "format", format.canonical());
    line(text, "recipe", pair.recipe().canonical());
    line(text, "dtype", sweep.dtype().name());
    line(text, "threads", sweep.threads());
    if (!format.isBaseline()) {
      line(text, "compute", sweep.compute().text());
    }
    return text.toString();
  }

  /** Of a cell: its variant, its task and how they are brought together. */
  String cell(Variant variant, Task task) {
    StringBuilder text = new StringBuilder("quantgrid cell\n");
    text.append(variantText(variant.modelHash(), variant.pair()));
    line(text, "task", task.name());
    line(text, "task digest", task.digest());
    line(text, "shots", task.shots());
    line(text, "batch", sweep.batch());
    line(text, "top k", sweep.topK());
    if (sweep.embeddings() == Embeddings.EMBEDDING
        && task.kind() == Kind.GENERATE
        && !variant.format().isBaseline()) {
      line(text, "similarity", "all-minilm-l6-v2-q");
    }
    return id(text.toString());
  }

  private void common(StringBuilder text) {
    line(text, "results version", RESULTS_VERSION);
    line(text, "engine", engine.name());
    line(text, "engine version", engine.version());
    line(text, "device", engine.device());
  }

  /** Values are on one line each, so that no two lists of them give one text. */
  private static void line(StringBuilder text, String key, Object value) {
    String escaped = value.toString().replace("\\", "\\\\").replace("\n", "\\n");
    text.append(key).append(": ").append(escaped).append('\n');
  }

  private String id(String text) {
    String id = Sha256.hex(text).substring(0, LENGTH);
    String other = texts.putIfAbsent(id, text);
    if (other != null && !other.equals(text)) {
      throw new IllegalStateException(
          "Cannot name two things " + id + ": " + text + " and " + other);
    }
    return id;
  }
}
