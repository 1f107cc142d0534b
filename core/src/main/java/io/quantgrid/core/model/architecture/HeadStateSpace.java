package io.quantgrid.core.model.architecture;

import java.util.ArrayList;
import java.util.List;

/**
 * Mamba-2 (arXiv 2405.21060): {@code out(norm(scan(x) * silu(gate)))}, with one decay a head.
 *
 * @param in outputs: the gate, what is convolved (x, B, C), steps before bias and softplus
 * @param decay name of {@code [heads]}: log of minus A
 * @param direct name of {@code [heads]}: D, by which x reaches the output directly
 * @param steps from what the first product gives to steps
 * @param norm over all heads together
 */
public record HeadStateSpace(
    Projection in,
    ShortConvolution convolution,
    String decay,
    String direct,
    Steps steps,
    Norm norm,
    Projection out,
    int heads,
    int headDim,
    int state)
    implements StateSpacePart {

  /**
   * Softplus of the sum with the bias, held between two limits.
   *
   * @param bias name of {@code [heads]}
   */
  public record Steps(String bias, double least, double most) {}

  @Override
  public int inner() {
    return heads * headDim;
  }

  @Override
  public List<Projection> projections() {
    return List.of(in, out);
  }

  @Override
  public List<String> others() {
    List<String> names = new ArrayList<>(convolution.names());
    names.addAll(List.of(decay, direct, steps.bias()));
    names.addAll(norm.names());
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

  @Override
  public List<Smoothing> smoothings() {
    return List.of(Smoothing.inside(norm, out.weights()));
  }
}
