package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;

/**
 * What a layer that scans keeps of each row: the last inputs of its convolution and the state
 * behind its last token, however many tokens those were. In Java's memory, where scans run.
 */
record StateCache(RowStates inputs, RowStates states) implements LayerCache {
  static StateCache empty(int rows, float[] noInputs, float[] noState) {
    return new StateCache(new RowStates(rows, noInputs), new RowStates(rows, noState));
  }

  @Override
  public void put(Engine engine, int row, LayerCache from, int fromRow, int tokens) {
    StateCache other = (StateCache) from;
    inputs.put(row, other.inputs, fromRow);
    states.put(row, other.states, fromRow);
  }

  @Override
  public void clear(Engine engine, int row) {
    inputs.clear(row);
    states.clear(row);
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
