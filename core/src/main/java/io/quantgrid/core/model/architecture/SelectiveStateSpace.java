package io.quantgrid.core.model.architecture;

import java.util.ArrayList;
import java.util.List;

/**
 * Mamba (arXiv 2312.00752): {@code out(scan(u) * silu(gate))}, where u comes of the convolution and
 * says itself how long its steps are and what they write and read.
 *
 * @param in outputs: what is convolved, then the gate
 * @param parameters of u: narrow steps, then B, then C
 * @param steps from narrow ones to one a channel, before softplus
 * @param decay name of {@code [inner, state]}: log of minus A
 * @param direct name of {@code [inner]}: D, by which u reaches the output directly
 */
public record SelectiveStateSpace(
    Projection in,
    ShortConvolution convolution,
    Projection parameters,
    Projection steps,
    String decay,
    String direct,
    Projection out,
    int state)
    implements StateSpacePart {

  @Override
  public int inner() {
    return convolution.channels();
  }

  /** Width of narrow steps. */
  public int rank() {
    return steps.columns();
  }

  @Override
  public List<Projection> projections() {
    return List.of(in, parameters, steps, out);
  }

  @Override
  public List<String> others() {
    List<String> names = new ArrayList<>(convolution.names());
    names.addAll(List.of(decay, direct));
    return names;
  }

  @Override
  public List<String> readers() {
    return in.weights();
  }

  @Override
  public List<String> writers() {
    return out.weights();
  }

  /** Everything else stands before or behind something that bends. */
  @Override
  public List<Smoothing> smoothings() {
    return List.of(
        new Smoothing(
            parameters.channels(0, rank()), Smoothing.Kind.LINEAR, steps.weights(), rank(), 1));
  }
}
