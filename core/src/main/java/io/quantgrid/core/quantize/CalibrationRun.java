package io.quantgrid.core.quantize;

import io.quantgrid.core.model.BlockwiseModel;
import io.quantgrid.core.model.BlockwiseModel.LoadedBlock;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.model.HiddenStates;
import io.quantgrid.core.model.InputObserver;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.WeightSource;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Calibration texts on their way through a model, block by block: at any time all of them have come
 * to the same block. One block and one batch are in the engine's memory.
 */
@SuppressWarnings("try") // scopes free what is made while they are open
final class CalibrationRun implements AutoCloseable {
  private final Engine engine;
  private final ModelConfig config;
  private final DType dtype;
  private final Path scratch;
  private final Optional<Scheme> fixed;
  private final ExpertTokens experts;
  private final long momentBytes;
  private final List<CalibrationTextBatch> batches;
  private final BlockwiseModel model;
  private HiddenStates states;

  /**
   * Embeds all texts.
   *
   * @param outside where the embedding comes from
   * @param scratch folder for the states of all texts
   * @param fixed the scheme of activations, where it is static
   * @param momentBytes most that sums of products of inputs take, but for those of a single layer
   *     that take more
   */
  CalibrationRun(
      QuantizationJob job,
      ModelConfig config,
      WeightSource outside,
      Path scratch,
      Optional<Scheme> fixed,
      long momentBytes) {
    this.engine = job.engine();
    this.config = config;
    this.dtype = job.dtype();
    this.scratch = scratch;
    this.fixed = fixed;
    this.momentBytes = momentBytes;
    this.experts = job.calibration().orElseThrow().experts();
    this.batches =
        CalibrationTextBatch.of(
            job.calibration().orElseThrow().sequences(),
            config.maxLength().orElse(Integer.MAX_VALUE));
    this.model = Models.blockwise(engine, config, outside, Computation.in(dtype));
    this.states = empty();
    boolean embedded = false;
    try {
      for (int i = 0; i < batches.size(); i++) {
        try (Scope scope = engine.scope()) {
          states.write(engine, i, model.embed(batches.get(i).tokens()));
        }
      }
      embedded = true;
    } finally {
      if (!embedded) {
        close();
      }
    }
  }

  /** Which tokens experts are looked at with. */
  ExpertTokens experts() {
    return experts;
  }

  /** For second moments that are complete. */
  FloatFile moments() {
    return new FloatFile(scratch);
  }

  /** States yet to be written. */
  HiddenStates empty() {
    return HiddenStates.in(
        scratch,
        dtype,
        config.hidden(),
        batches.stream().map(CalibrationTextBatch::tokens).toList());
  }

  /**
   * Runs a block on all texts and looks at the inputs of its linear layers: several times, where
   * the sums of products of all of them would take too much memory. Complete ones wait in a file
   * then.
   *
   * @param wanted those together that share their input
   * @param outputs where what the block computes is put, if anywhere
   * @param waiting where second moments may wait
   * @return by the first of the names that share an input; without those of experts that no token
   *     was sent to
   * @throws IllegalArgumentException when an input is infinite or not a number, naming the layers
   */
  Map<String, InputSums> observe(
      Block block,
      TensorWeights weights,
      List<List<String>> wanted,
      Optional<HiddenStates> outputs,
      FloatFile waiting) {
    List<List<List<String>>> slices =
        MomentSlices.of(
            wanted, group -> SecondMoments.bytes(weights.columns(group.get(0))), momentBytes);
    Observer observer = new Observer();
    try (LoadedBlock loaded = model.load(block.index(), weights, Optional.of(observer))) {
      for (int i = 0; i < slices.size(); i++) {
        boolean first = i == 0;
        observer.pass =
            new Pass(
                Set.copyOf(first ? wanted : List.of()),
                Set.copyOf(slices.get(i)),
                first ? outputs : Optional.empty());
        run(loaded, observer);
        if (slices.size() > 1) {
          observer.store(waiting);
        }
      }
    }
    return observer.sums;
  }

  /** Takes all texts through a block. */
  void advance(Block block, WeightSource weights) {
    try (LoadedBlock loaded = model.load(block.index(), weights, Optional.empty())) {
      for (int i = 0; i < batches.size(); i++) {
        try (Scope scope = engine.scope()) {
          Tensor found = loaded.apply(states.read(engine, i), batches.get(i).tokens());
          states.write(engine, i, found);
        }
      }
    }
  }

  /** Goes on from these states. */
  void proceed(HiddenStates next) {
    states.close();
    states = next;
  }

  /** Mean squared difference of a block's outputs on all texts from those given. */
  double difference(Block block, WeightSource weights, HiddenStates expected) {
    double sum = 0;
    long count = 0;
    try (LoadedBlock loaded = model.load(block.index(), weights, Optional.empty())) {
      for (int i = 0; i < batches.size(); i++) {
        try (Scope scope = engine.scope()) {
          CalibrationTextBatch batch = batches.get(i);
          Tensor found = rows(loaded.apply(states.read(engine, i), batch.tokens()), batch);
          Tensor difference = engine.sub(found, rows(expected.read(engine, i), batch));
          for (float row : engine.toFloats(engine.sum(engine.mul(difference, difference), -1))) {
            sum += row;
          }
          count += (long) batch.real().length * config.hidden();
        }
      }
    }
    return sum / count;
  }

  private void run(LoadedBlock loaded, Observer observer) {
    for (int i = 0; i < batches.size(); i++) {
      try (Scope scope = engine.scope()) {
        observer.batch = i;
        Tensor found = loaded.apply(states.read(engine, i), batches.get(i).tokens());
        if (observer.pass.outputs().isPresent()) {
          observer.pass.outputs().get().write(engine, i, found);
        }
      }
    }
  }

  /**
   * The rows that are no padding, {@code [tokens, width]} in float32.
   *
   * @param x as {@link InputObserver}: without padding already where it has two dimensions
   */
  private Tensor rows(Tensor x, CalibrationTextBatch batch) {
    long width = x.size(-1);
    Tensor flat = engine.reshape(x, x.elements() / width, width);
    if (batch.padded() && x.shape().length > 2) {
      flat = engine.indexSelect(flat, 0, engine.longs(batch.real(), batch.real().length));
    }
    return flat.dtype() == DType.FLOAT32 ? flat : engine.cast(flat, DType.FLOAT32);
  }

  @Override
  public void close() {
    states.close();
    model.close();
  }

  /**
   * What one run over the texts is for.
   *
   * @param looked layers whose inputs are looked at
   * @param summed those whose inputs' products are summed
   * @param outputs where what the block computes goes
   */
  private record Pass(
      Set<List<String>> looked, Set<List<String>> summed, Optional<HiddenStates> outputs) {
    boolean wants(List<String> weights) {
      return looked.contains(weights) || summed.contains(weights);
    }
  }

  private final class Observer implements InputObserver {
    private final Map<String, InputSums> sums = new HashMap<>();
    private Pass pass = new Pass(Set.of(), Set.of(), Optional.empty());
    private int batch;

    @Override
    public ExpertTokens experts() {
      return experts;
    }

    @Override
    public boolean needs(List<String> up, List<String> down) {
      return pass.outputs().isPresent() || pass.wants(up) || pass.wants(down);
    }

    @Override
    public void observe(List<String> weights, Tensor input) {
      if (!pass.wants(weights)) {
        return;
      }
      InputSums into =
          sums.computeIfAbsent(
              weights.get(0), key -> new InputSums(Math.toIntExact(input.size(-1)), fixed));
      try (Scope scope = engine.scope()) {
        Tensor rows = rows(input, batches.get(batch));
        if (pass.looked().contains(weights)) {
          into.add(engine.toFloats(rows));
        }
        if (pass.summed().contains(weights)) {
          into.moments().add(engine, rows);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Cannot calibrate the input of %s: %s".formatted(weights, e.getMessage()), e);
      }
    }

    /** Makes room for the next pass. */
    void store(FloatFile file) {
      for (List<String> group : pass.summed()) {
        Optional.ofNullable(sums.get(group.get(0))).ifPresent(found -> found.store(file));
      }
    }
  }
}
