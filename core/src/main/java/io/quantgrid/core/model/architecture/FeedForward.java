package io.quantgrid.core.model.architecture;

import java.util.List;

/** {@code down(activation(up x))}. */
public record FeedForward(Projection up, Activation activation, Projection down) implements Part {
  @Override
  public List<Projection> projections() {
    return List.of(up, down);
  }

  @Override
  public List<String> others() {
    return List.of();
  }

  @Override
  public List<String> readers() {
    return up.weights();
  }

  @Override
  public List<String> writers() {
    return down.weights();
  }

  @Override
  public List<Smoothing> smoothings() {
    return activation.isHomogeneous()
        ? List.of(
            new Smoothing(
                up.channels(0, up.rows()),
                Smoothing.Kind.LINEAR,
                down.weights(),
                down.columns(),
                1))
        : List.of();
  }
}
