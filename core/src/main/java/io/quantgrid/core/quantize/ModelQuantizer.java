package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.CheckpointWeights;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.WeightSource;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Outside;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.core.quantize.LayerQuantizer.Quantized;
import io.quantgrid.core.quantize.LayerQuantizer.Task;
import io.quantgrid.core.quantize.StepType.Calibrates;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.LinearLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Quantizes what stands outside of a model's blocks, and the blocks in their order. */
final class ModelQuantizer {
  private static final int NO_BLOCK = -1;

  /** Of the heap: sums of products of inputs take at most one part in so many. */
  private static final int SHARE_OF_MOMENTS = 4;

  private final QuantizationJob job;
  private final Checkpoint checkpoint;
  private final ModelConfig config;
  private final Outside names;
  private final SortedMap<String, LayerPlan> plans;
  private final BlockTransforms transforms;
  private final BlockQuantizer.Setting setting;
  private final Origins origins;

  ModelQuantizer(
      QuantizationJob job,
      Checkpoint checkpoint,
      ModelConfig config,
      SortedMap<String, LayerPlan> plans,
      Map<String, StaticScale> scales,
      Origins origins) {
    this.job = job;
    this.origins = origins;
    this.checkpoint = checkpoint;
    this.config = config;
    this.names = Models.outside(config);
    this.plans = plans;
    BlockTransforms.obstacle(job.recipe(), config)
        .ifPresent(
            obstacle -> {
              throw new IllegalArgumentException(obstacle);
            });
    requireNoTexts(names.embedding());
    requireNoTexts(names.head());
    this.transforms =
        new BlockTransforms(job.engine(), plans, job.recipe(), job.format().activations());
    this.setting = new BlockQuantizer.Setting(job, checkpoint, plans, transforms, scales, origins);
  }

  private void requireNoTexts(String weight) {
    LayerPlan plan = plans.get(LayerPlan.module(weight));
    if (plan != null && plan.recipe().solver().type().calibration() == Calibrates.ALWAYS) {
      throw new IllegalArgumentException(
          "Cannot quantize %s by %s: inputs outside of blocks are not looked at (expected a format that keeps it, or a rule with a solver that needs no texts)"
              .formatted(plan.module(), plan.recipe().solver().name()));
    }
  }

  /** Whether a head that was the embedding has become one of its own. */
  boolean untied() {
    return transforms.changeOutside();
  }

  /** Writes {@code model.safetensors}. */
  VariantParts write(Path out, Consumer<LayerStatistics> statistics) throws IOException {
    VariantParts parts = new VariantParts();
    try (Shards shards = Shards.in(out)) {
      plans.values().forEach(plan -> shards.drop(plan.weight()));
      Map<String, Values> changed = untied() ? transformed(shards) : new HashMap<>();
      Consumer<Quantized> told =
          layer -> {
            parts.add(layer);
            statistics.accept(layer.statistics());
          };
      outside(names.embedding(), changed, shards).ifPresent(told);
      try (Texts texts = texts(changed, shards)) {
        changed.remove(names.embedding());
        for (Block block : Models.blocks(config)) {
          BlockQuantizer.Result done = new BlockQuantizer(setting, block, texts.run()).quantize();
          shards.add(done.tensors());
          done.layers().forEach(told);
        }
      }
      outside(names.head(), changed, shards).ifPresent(told);
      parts.bytes(shards.assemble(checkpoint, out.resolve("model.safetensors")));
    }
    return parts;
  }

  /** Texts at the first block, if there are any. */
  private record Texts(Optional<CalibrationRun> run) implements AutoCloseable {
    @Override
    public void close() {
      run.ifPresent(CalibrationRun::close);
    }
  }

  private Texts texts(Map<String, Values> changed, Shards shards) {
    if (job.calibration().isEmpty()) {
      return new Texts(Optional.empty());
    }
    WeightSource outside =
        changed.containsKey(names.embedding())
            ? new TensorWeights(job.engine(), changed)
            : new CheckpointWeights(job.engine(), checkpoint);
    return new Texts(
        Optional.of(
            new CalibrationRun(
                job,
                config,
                outside,
                shards.folder(),
                job.format().activations().filter(scheme -> job.format().needsCalibration()),
                Runtime.getRuntime().maxMemory() / SHARE_OF_MOMENTS)));
  }

  /** Embedding, norm and head after the transforms, stored where they are not quantized. */
  private Map<String, Values> transformed(Shards shards) {
    String norm =
        names
            .norm()
            .orElseThrow(
                () -> new IllegalArgumentException("Cannot turn a model without a last norm"));
    String head =
        checkpoint.has(names.head()) && !config.tiedEmbeddings() ? names.head() : names.embedding();
    OutsideTensors tensors =
        new OutsideTensors(
            config.vocabulary(),
            config.hidden(),
            StoredFloats.read(checkpoint.tensor(names.embedding())),
            StoredFloats.read(checkpoint.tensor(norm)),
            config.architecture().norm().orElseThrow().offset(),
            StoredFloats.read(checkpoint.tensor(head)));
    transforms.outside(tensors);
    Map<String, Values> out = new HashMap<>();
    out.put(
        names.embedding(), new Values(tensors.embedding(), tensors.vocabulary(), tensors.hidden()));
    out.put(norm, new Values(tensors.norm(), 1, tensors.hidden()));
    out.put(names.head(), new Values(tensors.head(), tensors.vocabulary(), tensors.hidden()));
    List<StoredTensor> stored = new ArrayList<>();
    out.forEach(
        (name, values) -> {
          if (!plans.containsKey(LayerPlan.module(name))) {
            StoredTensor plain = checkpoint.tensor(name.equals(names.head()) ? head : name);
            FloatType type = StoredFloats.type(plain.dtype()).orElseThrow();
            for (int i = 0; i < values.values().length; i++) {
              values.values()[i] = type.round(values.values()[i]);
            }
            stored.add(
                StoredTensor.of(
                    name, plain.dtype(), StoredFloats.write(values.values(), type), plain.shape()));
          }
        });
    shards.add(stored);
    return out;
  }

  /** Quantizes the embedding or the head, if they are to be. */
  private Optional<Quantized> outside(String name, Map<String, Values> changed, Shards shards) {
    LayerPlan plan = plans.get(LayerPlan.module(name));
    if (plan == null) {
      return Optional.empty();
    }
    String stored = checkpoint.has(name) ? name : names.embedding();
    Values came = Values.of(checkpoint.tensor(stored));
    Values given = changed.getOrDefault(name, came);
    LinearLayer layer =
        new LinearLayer(
                plan.module(),
                given.values(),
                given.rows(),
                given.columns(),
                plan.scheme(),
                plan.arithmetic(),
                Optional.empty())
            .from(origins.of(stored, given.rows(), given.columns()));
    layer.requireFiniteWeights();
    Quantized found =
        new LayerQuantizer(job.engine(), job.format().activations())
            .quantize(
                new Task(
                    plan,
                    layer,
                    NO_BLOCK,
                    Distributions.of(came.values(), came.columns()),
                    changed.containsKey(name),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    new TreeMap<>(),
                    Optional.empty()));
    shards.add(found.stored().tensors());
    changed.put(name, new Values(found.values(), given.rows(), given.columns()));
    return Optional.of(found);
  }
}
