package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.tensor.DType;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Codes of whole tensors and their values, block by block. */
final class Codes {
  private static final int WIDEST = 8;

  private Codes() {}

  /** What codes of a type are stored in. */
  static DType dtype(ElementType element) {
    if (element.bits() > WIDEST) {
      throw new IllegalArgumentException(
          "Cannot encode "
              + element.name()
              + " in a byte (expected at most "
              + WIDEST
              + " bits; cast)");
    }
    return element instanceof IntegerType ? DType.INT8 : DType.UINT8;
  }

  /** Codes of {@code x}, of any floating type and shape. */
  static Tensor encode(Tensor x, DType from, ElementType element, long... shape) {
    Tensor out = Transfer.empty(dtype(element), shape);
    Kernel kernel = Kernel.of(element);
    eachBlock(
        x,
        out,
        (part, block, codes) -> {
          if (from == DType.FLOAT32) {
            kernel.encode(part, block, codes);
          } else {
            block.y().copy_(part);
            kernel.encode(block.y(), block, codes);
          }
        });
    return out;
  }

  /** Float32 values of codes as {@link #encode} makes them. */
  static Tensor decode(Tensor codes, ElementType element, long... shape) {
    DType stored = dtype(element);
    Tensor out = Transfer.empty(DType.FLOAT32, shape);
    if (stored == DType.INT8) {
      Scalar step = new Scalar(((IntegerType) element).step());
      boolean whole = step.toFloat() == 1;
      eachBlock(
          codes,
          out,
          (part, block, values) -> {
            values.copy_(part);
            if (!whole) {
              values.mul_(step);
            }
          });
      return out;
    }
    Tensor table = Pairs.of(element);
    eachBlock(
        codes,
        out,
        (part, block, values) -> {
          if (block.length() % 2 == 0) {
            lookUp(part, block, values, table);
          } else {
            try (Block even = block.evened()) {
              block.bytes().copy_(part.view(ScalarType.Char));
              lookUp(even.bytes(), even, even.t(), table);
              values.copy_(block.t());
            }
          }
        });
    return out;
  }

  private static void lookUp(Tensor codes, Block block, Tensor values, Tensor table) {
    Tensor pairs = codes.view(ScalarType.UInt16);
    Tensor found = values.view(ScalarType.Double);
    try {
      block.indices().copy_(pairs);
      torch.index_select_out(found, table, 0, block.indices());
    } finally {
      pairs.deallocate();
      found.deallocate();
    }
  }

  private interface Work {
    void run(Tensor from, Block block, Tensor to);
  }

  private static void eachBlock(Tensor from, Tensor to, Work work) {
    Tensor dense = from.contiguous();
    Tensor flat = dense.view(-1);
    Tensor flatOut = to.view(-1);
    try {
      long count = flat.numel();
      Scratch scratch = TorchThread.current().scratch();
      for (long start = 0; start < count; start += Scratch.BLOCK) {
        int length = (int) Math.min(Scratch.BLOCK, count - start);
        Tensor part = flat.narrow(0, start, length);
        Tensor partOut = flatOut.narrow(0, start, length);
        try {
          work.run(part, scratch.block(length), partOut);
        } finally {
          part.deallocate();
          partOut.deallocate();
        }
      }
    } finally {
      flat.deallocate();
      flatOut.deallocate();
      dense.deallocate();
    }
  }
}
