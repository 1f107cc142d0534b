package io.quantgrid.kernels.element;

/** The sign, -1 or 1; zero counts as 1 (XNOR-Net, arXiv 1603.05279). */
public final class Binary implements IntegerType {
  public static final Binary TYPE = new Binary();

  private Binary() {}

  @Override
  public String name() {
    return "binary";
  }

  @Override
  public int bits() {
    return 1;
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
    return value < 0 ? -1 : 1;
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
