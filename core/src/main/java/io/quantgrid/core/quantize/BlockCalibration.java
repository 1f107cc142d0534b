package io.quantgrid.core.quantize;

import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.tensor.Engine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What calibration knows of the inputs of one block's layers, on its tensors as they were when it
 * last looked.
 */
final class BlockCalibration implements BlockInputs, AutoCloseable {
  private final Engine engine;
  private final CalibrationRun run;
  private final Block block;
  private final TensorWeights source;
  private final Map<String, String> firstOfGroup = new HashMap<>();
  private final Map<String, InputStatistics> found = new HashMap<>();
  private final Map<String, Distribution> first = new HashMap<>();
  private Map<String, InputSums> sums = new HashMap<>();
  private Optional<HiddenStates> outputs = Optional.empty();

  /**
   * @param source the block's tensors, read as they are when a pass begins
   */
  BlockCalibration(Engine engine, CalibrationRun run, Block block, TensorWeights source) {
    this.engine = engine;
    this.run = run;
    this.block = block;
    this.source = source;
    for (List<String> group : block.linears()) {
      group.forEach(weight -> firstOfGroup.put(weight, group.get(0)));
    }
  }

  /**
   * Runs the block on all texts and looks at the inputs of all its layers.
   *
   * @param next where what it computes goes, if anywhere
   */
  void observe(Optional<HiddenStates> next) {
    found.clear();
    sums.clear(); // before others are gathered
    sums = run.observe(block, source, block.linears(), next);
    sums.forEach((weight, inputs) -> first.putIfAbsent(weight, Distributions.of(inputs)));
    closeOutputs();
  }

  /**
   * Looks at the input of some layers again, which others computed before them may have changed.
   */
  void observe(List<String> group) {
    found.remove(group.get(0));
    sums.remove(group.get(0));
    sums.putAll(run.observe(block, source, List.of(group), Optional.empty()));
  }

  @Override
  public InputStatistics statistics(String weight) {
    String first = firstOfGroup.get(weight);
    return found.computeIfAbsent(first, key -> sums.get(key).statistics());
  }

  /** Of the input as it is now. */
  Distribution inputs(String weight) {
    return Distributions.of(sums.get(firstOfGroup.get(weight)));
  }

  /** Of the input before any transform. */
  Distribution asTheyCame(String weight) {
    return first.get(firstOfGroup.get(weight));
  }

  /** Of the input where activations are static. */
  StaticScale scale(String weight, FloatType arithmetic) {
    return sums.get(firstOfGroup.get(weight)).scale(arithmetic).orElseThrow();
  }

  /** Lets go of what is known of layers that are done. */
  void forget(List<String> group) {
    found.remove(group.get(0));
    sums.remove(group.get(0));
  }

  @Override
  public double outputError(BlockTensors trial) {
    if (outputs.isEmpty()) {
      HiddenStates expected = run.empty();
      outputs = Optional.of(expected);
      run.observe(block, source, List.of(), Optional.of(expected));
    }
    Map<String, Values> values = new HashMap<>();
    block.names().forEach(name -> values.put(name, trial.get(name)));
    return run.difference(block, new TensorWeights(engine, values), outputs.get());
  }

  private void closeOutputs() {
    outputs.ifPresent(HiddenStates::close);
    outputs = Optional.empty();
  }

  @Override
  public void close() {
    closeOutputs();
  }
}
