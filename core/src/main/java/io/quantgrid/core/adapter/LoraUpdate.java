package io.quantgrid.core.adapter;

/**
 * What an adapter adds to one weight: {@code scaling B A}, with a column of A for every input or
 * for every group of consecutive inputs.
 *
 * @param groups columns of A: {@code in}, or a divisor of it
 * @param a row-major {@code [r, groups]}
 * @param b row-major {@code [out, r]}
 * @param layout of the weight it is added to
 */
public record LoraUpdate(
    int out, int in, int groups, float scaling, float[] a, float[] b, Layout layout) {
  /** Which dimension of a weight comes first. */
  enum Layout {
    OUT_IN,
    IN_OUT
  }

  /** Whether columns of a group have one value: an adapter of QA-LoRA. */
  public boolean grouped() {
    return groups < in;
  }

  /** Inputs that share a column of A. */
  public int groupSize() {
    return in / groups;
  }

  /** {@code scaling B A}, row-major {@code [out, groups]}, in float32. */
  public float[] product() {
    int rank = a.length / groups;
    float[] product = new float[Math.multiplyExact(out, groups)];
    for (int row = 0; row < out; row++) {
      for (int k = 0; k < rank; k++) {
        float factor = b[row * rank + k];
        for (int group = 0; group < groups; group++) {
          product[row * groups + group] += factor * a[k * groups + group];
        }
      }
    }
    for (int i = 0; i < product.length; i++) {
      product[i] *= scaling;
    }
    return product;
  }

  /** Adds it to the weight, in place. */
  public void addTo(float[] weight) {
    float[] product = product();
    int size = groupSize();
    for (int row = 0; row < out; row++) {
      for (int column = 0; column < in; column++) {
        int at = layout == Layout.OUT_IN ? row * in + column : column * out + row;
        weight[at] += product[row * groups + column / size];
      }
    }
  }
}
