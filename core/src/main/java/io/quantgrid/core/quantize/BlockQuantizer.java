package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.HiddenStates;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.core.quantize.CalibrationSet.States;
import io.quantgrid.core.quantize.LayerQuantizer.OwnBias;
import io.quantgrid.core.quantize.LayerQuantizer.Quantized;
import io.quantgrid.core.quantize.LayerQuantizer.Task;
import io.quantgrid.core.stored.InputScale;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.LinearLayer;
import io.quantgrid.kernels.solve.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Quantizes one block: transforms it, looks at the inputs of its layers, solves layer by layer, and
 * takes the calibration texts through what came out.
 *
 * <p>All layers of a block see it unquantized but the blocks before it quantized, unless the solver
 * is to be sequential inside too: then those that share their input see the ones computed before
 * them quantized. Quantized weights are the values that will be read back; activations are not
 * quantized meanwhile, as in llm-compressor 0.11. An expert that no token was sent to is rounded to
 * nearest.
 */
final class BlockQuantizer {
  /**
   * What is the same for all blocks.
   *
   * @param plans by the names of modules
   * @param scales of inputs, where they are known beforehand
   * @param origins what layers were made from
   */
  record Setting(
      QuantizationJob job,
      Checkpoint checkpoint,
      SortedMap<String, LayerPlan> plans,
      BlockTransforms transforms,
      Map<String, StaticScale> scales,
      Origins origins) {}

  /** What a block has become. */
  record Result(List<StoredTensor> tensors, List<Quantized> layers) {}

  /** Note of a layer that no calibration token came to. */
  static final String UNCALIBRATED = "uncalibrated";

  private final Setting setting;
  private final Block block;
  private final Optional<CalibrationRun> run;
  private final BlockTensors tensors;
  private final TensorWeights source;
  private final Map<String, Distribution> asTheyCame = new HashMap<>();
  private final List<StoredTensor> stored = new ArrayList<>();
  private final List<Quantized> done = new ArrayList<>();

  /** Biases that are stored with what was solved. */
  private final Set<String> replaced = new HashSet<>();

  private double seconds;
  private SortedMap<String, Double> notes = new TreeMap<>();

  /**
   * @param run texts that have come to the block; empty without calibration
   */
  BlockQuantizer(Setting setting, Block block, Optional<CalibrationRun> run) {
    this.setting = setting;
    this.block = block;
    this.run = run;
    Map<String, Values> values = new LinkedHashMap<>();
    for (String name : block.names()) {
      values.put(name, Values.of(setting.checkpoint().tensor(name)));
    }
    this.tensors = new BlockTensors(block, values);
    this.source = new TensorWeights(setting.job().engine(), values);
  }

  /** Texts are past the block afterwards. */
  Result quantize() {
    for (String weight : block.linears().stream().flatMap(List::stream).toList()) {
      if (plan(weight).isPresent()) {
        Values values = tensors.get(weight);
        layer(plan(weight).get(), Optional.empty(), Optional.empty()).requireFiniteWeights();
        asTheyCame.put(weight, Distributions.of(values.values(), values.columns()));
      }
    }
    if (run.isEmpty()) {
      transform(Optional.empty());
      block.linears().forEach(group -> solve(group, Optional.empty()));
    } else {
      calibrated(run.get());
    }
    if (!setting.transforms().none()) {
      storeOthers();
    }
    return new Result(stored, done);
  }

  private void transform(Optional<BlockCalibration> calibration) {
    long start = System.nanoTime();
    notes = setting.transforms().block(tensors, calibration);
    if (!setting.transforms().none()) {
      unquantized().forEach(name -> round(tensors.get(name).values(), stored(name)));
    }
    seconds = (System.nanoTime() - start) / 1e9 / Math.max(1, asTheyCame.size());
  }

  private void calibrated(CalibrationRun texts) {
    boolean original = setting.job().states() == States.ORIGINAL;
    Optional<HiddenStates> next = original ? Optional.of(texts.empty()) : Optional.empty();
    boolean ahead = false;
    try (BlockCalibration calibration =
        new BlockCalibration(setting.job().engine(), texts, block, source)) {
      if (!setting.transforms().none()) {
        transform(Optional.of(calibration));
      }
      calibration.observe(next);
      for (int i = 0; i < block.linears().size(); i++) {
        List<String> group = block.linears().get(i);
        if (i > 0 && sequential(group)) {
          calibration.observe(group);
        }
        solve(group, Optional.of(calibration));
        calibration.forget(group);
      }
      if (original) {
        texts.proceed(next.get());
        ahead = true;
      } else {
        texts.advance(block, source);
      }
    } finally {
      if (!ahead) {
        next.ifPresent(HiddenStates::close);
      }
    }
  }

  private boolean sequential(List<String> group) {
    return group.stream()
        .anyMatch(weight -> plan(weight).filter(p -> p.recipe().sequentialInside()).isPresent());
  }

  private void solve(List<String> group, Optional<BlockCalibration> calibration) {
    float largest = 0; // before any of them is replaced by what it is quantized to
    for (String weight : group) {
      if (plan(weight).isPresent()) {
        for (float value : tensors.get(weight).values()) {
          largest = Math.max(largest, Math.abs(value));
        }
      }
    }
    for (String weight : group) {
      if (plan(weight).isPresent()) {
        solve(plan(weight).get(), largest, calibration);
      }
    }
  }

  private void solve(LayerPlan asked, float together, Optional<BlockCalibration> calibration) {
    String weight = asked.weight();
    boolean blind = calibration.isPresent() && !calibration.get().saw(weight);
    LayerPlan plan = blind ? asked.uncalibrated() : asked;
    Quantized found =
        new LayerQuantizer(setting.job().engine(), setting.job().format().activations())
            .quantize(
                new Task(
                    plan,
                    layer(plan, Optional.of(together), calibration).from(origin(plan)),
                    block.index(),
                    asTheyCame.get(weight),
                    !setting.transforms().none(),
                    calibration.flatMap(inputs -> inputs.asTheyCame(weight)),
                    calibration.flatMap(inputs -> inputs.inputs(weight)),
                    seconds,
                    blind ? noted(UNCALIBRATED) : notes,
                    ownBias(weight)));
    float[] values = tensors.get(weight).values();
    System.arraycopy(found.values(), 0, values, 0, values.length);
    found.bias().ifPresent(bias -> bias(weight, bias));
    stored.addAll(found.stored().tensors());
    stored.addAll(inputScales(plan, calibration));
    done.add(found);
  }

  private SortedMap<String, Double> noted(String fact) {
    SortedMap<String, Double> more = new TreeMap<>(notes);
    more.put(fact, 1.0);
    return more;
  }

  private Optional<OwnBias> ownBias(String weight) {
    return Optional.ofNullable(block.biases().get(weight))
        .map(name -> new OwnBias(name, tensors.get(name).values()));
  }

  /** From here on the block computes with it. */
  private void bias(String weight, float[] bias) {
    String own = block.biases().get(weight);
    if (own == null) {
      source.bias(weight, bias);
    } else {
      float[] values = tensors.get(own).values();
      System.arraycopy(bias, 0, values, 0, values.length);
      replaced.add(own);
    }
  }

  private Optional<LayerPlan> plan(String weight) {
    return Optional.ofNullable(setting.plans().get(LayerPlan.module(weight)));
  }

  private Optional<Origin> origin(LayerPlan plan) {
    Values values = tensors.get(plan.weight());
    return setting.origins().of(plan.weight(), values.rows(), values.columns());
  }

  private LinearLayer layer(
      LayerPlan plan, Optional<Float> together, Optional<BlockCalibration> calibration) {
    Values values = tensors.get(plan.weight());
    return new LinearLayer(
            plan.module(),
            values.values(),
            values.rows(),
            values.columns(),
            plan.scheme(),
            plan.arithmetic(),
            calibration
                .filter(inputs -> inputs.saw(plan.weight()))
                .map(inputs -> inputs.statistics(plan.weight())))
        .besideOthers(together);
  }

  private List<StoredTensor> inputScales(LayerPlan plan, Optional<BlockCalibration> calibration) {
    if (!setting.job().format().needsCalibration()) {
      return List.of();
    }
    StaticScale scale =
        setting.scales().containsKey(plan.module())
            ? setting.scales().get(plan.module())
            : calibration.orElseThrow().scale(plan.weight(), plan.arithmetic());
    return InputScale.tensors(
        plan.module(),
        setting.job().format().activations().orElseThrow(),
        scale,
        plan.arithmetic());
  }

  private List<String> unquantized() {
    return block.names().stream()
        .filter(name -> plan(name).isEmpty() && !replaced.contains(name))
        .toList();
  }

  private FloatType stored(String name) {
    return StoredFloats.type(setting.checkpoint().tensor(name).dtype()).orElseThrow();
  }

  private static void round(float[] values, FloatType type) {
    for (int i = 0; i < values.length; i++) {
      values[i] = type.round(values[i]);
    }
  }

  /** What was transformed but is not quantized, in the types that it came in. */
  private void storeOthers() {
    for (String name : unquantized()) {
      StoredTensor plain = setting.checkpoint().tensor(name);
      byte[] bytes = StoredFloats.write(tensors.get(name).values(), stored(name));
      stored.add(StoredTensor.of(name, plain.dtype(), bytes, plain.shape()));
    }
  }
}
