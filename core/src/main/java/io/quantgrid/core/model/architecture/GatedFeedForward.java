package io.quantgrid.core.model.architecture;

import java.util.List;

/**
 * {@code down(activation(gate x) * up x)} (arXiv 2002.05202).
 *
 * @param gateUp outputs: the gate half, then the up half
 */
public record GatedFeedForward(Projection gateUp, Activation activation, Projection down)
    implements Part {
  @Override
  public List<Projection> projections() {
    return List.of(gateUp, down);
  }

  @Override
  public List<String> others() {
    return List.of();
  }

  @Override
  public List<String> readers() {
    return gateUp.weights();
  }

  @Override
  public List<String> writers() {
    return down.weights();
  }

  @Override
  public List<Smoothing> smoothings() {
    int width = down.columns();
    if (activation == Activation.CLAMPED) {
      return List.of(); // 1 is added to what factors would move through
    }
    return List.of(
        new Smoothing(
            gateUp.channels(width, width), Smoothing.Kind.LINEAR, down.weights(), width, 1));
  }
}
