package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.element.CodebookType;

/**
 * Codes of codebooks: from each limit between neighbours that lies below x, the difference between
 * the codes above and below it. Numbers are compared as integers in the same order.
 */
final class CodebookLoop extends CodeLoop {
  private final int first;
  private final int[] limits;
  private final int[] differences;
  private final int most;

  CodebookLoop(CodebookType type) {
    this.first = type.codeAt(0);
    this.limits = new int[type.size()]; // one more than there are, of no difference
    this.differences = new int[type.size()];
    for (int i = 0; i < type.size() - 1; i++) {
      limits[i] = ordered(type.limit(i));
      differences[i] = type.codeAt(i + 1) - type.codeAt(i);
    }
    this.most = Float.floatToRawIntBits(Math.max(type.largest(), -type.smallest()));
  }

  private static int ordered(float x) {
    int bits = Float.floatToRawIntBits(x + 0f);
    return bits ^ ((bits >> SIGN) & MAGNITUDE);
  }

  @Override
  void run(int[] bits, int[] codes, int count) {
    order(bits, codes, count);
    for (int i = 0; i < limits.length; i += AT_ONCE) {
      add(bits, codes, count, i);
    }
  }

  /** Within the table, so that differences do not overflow; NaN becomes zero. */
  private void order(int[] bits, int[] codes, int count) {
    int largest = most;
    int start = first;
    for (int i = 0; i < count; i++) {
      int x = bits[i];
      int magnitude = x & MAGNITUDE;
      int isNaN = (INFINITY - magnitude) >> SIGN;
      int above = magnitude - largest;
      int within = largest + (above & (above >> SIGN)); // the smaller of both
      bits[i] = (within ^ (x >> SIGN)) & ~isNaN;
      codes[i] = start;
    }
  }

  private void add(int[] bits, int[] codes, int count, int at) {
    int a = limits[at];
    int b = limits[at + 1];
    int c = limits[at + 2];
    int d = limits[at + 3];
    int ofA = differences[at];
    int ofB = differences[at + 1];
    int ofC = differences[at + 2];
    int ofD = differences[at + 3];
    for (int i = 0; i < count; i++) {
      int x = bits[i];
      codes[i] +=
          (((a - x) >> SIGN) & ofA)
              + (((b - x) >> SIGN) & ofB)
              + (((c - x) >> SIGN) & ofC)
              + (((d - x) >> SIGN) & ofD);
    }
  }
}
