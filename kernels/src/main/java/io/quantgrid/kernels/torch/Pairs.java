package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.ElementType;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The values of two codes at a time: float64 {@code [256 * 256]}, whose halves are float32. The
 * first code is the low byte of the index, its value the low half of what is found there, as they
 * lie in memory.
 */
final class Pairs {
  private static final int BYTES = 1 << Byte.SIZE;
  private static final ConcurrentHashMap<ElementType, Tensor> MADE = new ConcurrentHashMap<>();

  private Pairs() {}

  /** The table of a type with raw codes; made once, shared and never freed. */
  static Tensor of(ElementType element) {
    Tensor known = MADE.get(element);
    return known != null ? known : MADE.computeIfAbsent(element, Pairs::make);
  }

  private static Tensor make(ElementType element) {
    float[] pairs = new float[2 * BYTES * BYTES];
    for (int at = 0; at < pairs.length; at += 2) {
      pairs[at] = element.decode(at / 2 % BYTES);
      pairs[at + 1] = element.decode(at / 2 / BYTES);
    }
    Tensor floats = Transfer.floats(pairs, pairs.length);
    try {
      return floats.view(ScalarType.Double);
    } finally {
      floats.deallocate();
    }
  }
}
