package io.quantgrid.kernels.element;

/**
 * -1, 0 and 1: the weights of BitNet b1.58 (arXiv 2402.17764). Two bits each, or five in a byte.
 */
public final class Ternary implements IntegerType {
  public static final Ternary TYPE = new Ternary();

  private Ternary() {}

  @Override
  public String name() {
    return "ternary";
  }

  @Override
  public int bits() {
    return 2;
  }

  @Override
  public float largest() {
    return 1;
  }

  @Override
  public float smallest() {
    return -1;
  }

  @Override
  public int encode(float value) {
    return (int) Math.max(-1, Math.min(1, Math.rint(value)));
  }

  @Override
  public float decode(int code) {
    return code;
  }

  @Override
  public String toString() {
    return name();
  }
}
