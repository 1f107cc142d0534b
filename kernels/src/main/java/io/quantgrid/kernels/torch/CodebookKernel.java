package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.CodebookType;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Codebooks: codes by comparing, their values looked up two at a time. */
final class CodebookKernel implements Kernel {
  private static final Scalar ZERO = new Scalar(0f);

  private final CodeLoop loop;

  /** Float64 {@code [256 * 256]}: the values of two codes. */
  private final Tensor values;

  CodebookKernel(CodebookType type) {
    this.loop = new CodebookLoop(type);
    this.values = Pairs.of(type);
  }

  @Override
  public void nearest(Block block) {
    loop.encode(block.y(), block, block.bytes());
    if (block.length() % 2 == 0) {
      lookUp(block);
    } else {
      try (Block even = block.evened()) {
        lookUp(even);
      }
    }
    torch.add_out(block.y(), block.t(), block.y(), ZERO); // 0 * NaN is NaN
  }

  /** Values of the codes in {@code bytes} into {@code t}. */
  private void lookUp(Block block) {
    block.indices().copy_(block.bytePairs());
    torch.index_select_out(block.tPairs(), values, 0, block.indices());
  }

  @Override
  public void encode(Tensor x, Block block, Tensor out) {
    loop.encode(x, block, out);
  }
}
