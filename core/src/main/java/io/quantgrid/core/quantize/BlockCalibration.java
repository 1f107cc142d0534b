package io.quantgrid.core.quantize;

import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.model.HiddenStates;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.model.architecture.Smoothing;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.tensor.Engine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What calibration knows of the inputs of one block's layers, on its tensors as they were when it
 * last looked.
 */
final class BlockCalibration implements BlockInputs, AutoCloseable {
  private final Engine engine;
  private final CalibrationRun run;
  private final Block block;
  private final TensorWeights source;
  private final List<List<String>> wanted = new ArrayList<>();
  private final Map<String, String> firstOfGroup = new HashMap<>();
  private final Set<String> seenAgain = new HashSet<>();
  private final Map<String, InputStatistics> found = new HashMap<>();
  private final Map<String, Distribution> first = new HashMap<>();
  private Map<String, InputSums> sums = new HashMap<>();
  private final FloatFile waiting;
  private Optional<String> lastRead = Optional.empty();
  private Optional<HiddenStates> outputs = Optional.empty();

  /**
   * @param source the block's tensors, read as they are when a pass begins
   */
  BlockCalibration(Engine engine, CalibrationRun run, Block block, TensorWeights source) {
    this.engine = engine;
    this.run = run;
    this.block = block;
    this.source = source;
    this.waiting = run.moments();
    for (List<String> group : block.linears()) {
      group.forEach(weight -> firstOfGroup.put(weight, group.get(0)));
      wanted.add(group);
    }
    block.smoothings().forEach(this::routers);
  }

  /**
   * A router stays plain, but its input is all tokens': it is looked at for what all readers of a
   * norm have in common, and once for all experts, where each is shown all tokens.
   */
  private void routers(Smoothing smoothing) {
    String first = smoothing.consumers().get(0);
    if (firstOfGroup.containsKey(first)) {
      return;
    }
    firstOfGroup.put(first, first);
    if (run.experts() == ExpertTokens.ALL) {
      smoothing.consumers().forEach(reader -> firstOfGroup.put(reader, first));
      wanted.removeIf(group -> firstOfGroup.get(group.get(0)).equals(first));
    }
    wanted.add(List.of(first));
  }

  /**
   * Runs the block on all texts and looks at the inputs of all its layers.
   *
   * @param next where what it computes goes, if anywhere
   */
  void observe(Optional<HiddenStates> next) {
    found.clear();
    sums.clear(); // before others are gathered
    seenAgain.clear();
    waiting.close();
    sums = run.observe(block, source, wanted, next, waiting);
    sums.forEach((weight, inputs) -> first.putIfAbsent(weight, Distributions.of(inputs)));
    closeOutputs();
  }

  /**
   * Looks at the input of some layers again, which others computed before them may have changed.
   */
  void observe(List<String> group) {
    String first = firstOfGroup.get(group.get(0));
    boolean own = first.equals(group.get(0));
    if (!own && !seenAgain.add(first)) {
      return; // what experts read does not depend on other experts
    }
    found.remove(first);
    sums.remove(first);
    List<List<String>> look = List.of(own ? group : List.of(first));
    sums.putAll(run.observe(block, source, look, Optional.empty(), waiting));
  }

  @Override
  public boolean saw(String weight) {
    return sums.containsKey(firstOfGroup.get(weight));
  }

  @Override
  public InputStatistics statistics(String weight) {
    String first = firstOfGroup.get(weight);
    if (!found.containsKey(first)) {
      boolean waits = sums.get(first).moments().waits();
      if (waits) {
        lastRead.ifPresent(found::remove); // all of them are more than there is room for
        lastRead = Optional.of(first);
      }
      found.put(first, sums.get(first).statistics());
    }
    return found.get(first);
  }

  /** Of the input as it is now; empty where nothing was seen. */
  Optional<Distribution> inputs(String weight) {
    return Optional.ofNullable(sums.get(firstOfGroup.get(weight))).map(Distributions::of);
  }

  /** Of the input before any transform; empty where nothing was seen. */
  Optional<Distribution> asTheyCame(String weight) {
    return Optional.ofNullable(first.get(firstOfGroup.get(weight)));
  }

  /**
   * Of the input where activations are static.
   *
   * @throws IllegalArgumentException when nothing was seen
   */
  StaticScale scale(String weight, FloatType arithmetic) {
    if (!saw(weight)) {
      throw new IllegalArgumentException(
          "Cannot find a static scale for the input of %s: no calibration token was sent to it (expected more texts, or experts: all)"
              .formatted(weight));
    }
    return sums.get(firstOfGroup.get(weight)).scale(arithmetic).orElseThrow();
  }

  /** Lets go of what is known of layers that are done. */
  void forget(List<String> group) {
    if (firstOfGroup.get(group.get(0)).equals(group.get(0))) {
      found.remove(group.get(0));
      sums.remove(group.get(0));
    }
  }

  @Override
  public double outputError(BlockTensors trial) {
    if (outputs.isEmpty()) {
      HiddenStates expected = run.empty();
      outputs = Optional.of(expected);
      run.observe(block, source, List.of(), Optional.of(expected), waiting);
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
    waiting.close();
    closeOutputs();
  }
}
