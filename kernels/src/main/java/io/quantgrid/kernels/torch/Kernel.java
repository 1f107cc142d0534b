package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.CodebookType;
import io.quantgrid.kernels.element.E8m0;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.IntegerType;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;

/** What the codes of one element type do to blocks of values; shared by all threads. */
interface Kernel {
  /**
   * Puts the value of the nearest code in place of each of {@code block.y}, which are within the
   * range of the type or NaN. NaN stays; the sign of zeros need not.
   */
  void nearest(Block block);

  /**
   * Codes as {@link ElementType#encode} gives them, but that NaN may become another NaN, or a zero
   * another zero.
   *
   * @param x float32 {@code [block.length]}, which may be {@code block.y}
   * @param out {@code [block.length]}, int8 or uint8
   */
  void encode(Tensor x, Block block, Tensor out);

  /** Shared kernels by element type; making one may fill tables. */
  ConcurrentHashMap<ElementType, Kernel> MADE = new ConcurrentHashMap<>();

  static Kernel of(ElementType element) {
    Kernel known = MADE.get(element);
    return known != null ? known : MADE.computeIfAbsent(element, Kernel::make);
  }

  private static Kernel make(ElementType element) {
    if (element instanceof CodebookType type) {
      return new CodebookKernel(type);
    } else if (element instanceof IntegerType type) {
      return type.bits() == 1 ? new SignKernel() : new IntegerKernel(type);
    } else if (element == E8m0.TYPE) {
      return new ExponentKernel();
    }
    return new FloatKernel((FloatType) element);
  }
}
