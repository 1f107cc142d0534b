package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;

/**
 * What a layer that scans keeps of each row: the last inputs of its convolution and the state
 * behind its last token, however many tokens those were. In Java's memory, where scans run.
 */
record StateCache(RowStates inputs, RowStates states) implements LayerCache {
  static StateCache empty(int rows, float[] noInputs, float[] noState) {
    return new StateCache(new RowStates(rows, noInputs), new RowStates(rows, noState));
  }

  @Override
  public StateCache select(Engine engine, Tensor rows) {
    long[] chosen = engine.toLongs(rows);
    return new StateCache(inputs.select(chosen), states.select(chosen));
  }

  @Override
  public void commit() {
    inputs.commit();
    states.commit();
  }

  @Override
  public void close() {
    // nothing of the engine's
  }
}
