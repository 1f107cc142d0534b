package io.quantgrid.kernels.element;

/**
 * 16 quantiles of a normal distribution between -1 and 1, with an exact zero (NormalFloat of QLoRA,
 * arXiv 2305.14314, appendix E; the table of bitsandbytes 0.50.2).
 */
public final class Nf4 extends Codebook {
  public static final Nf4 TYPE = new Nf4();

  private Nf4() {
    super(
        "nf4",
        -1f,
        -0.6961928f,
        -0.52507305f,
        -0.3949175f,
        -0.28444138f,
        -0.18477343f,
        -0.091050036f,
        0f,
        0.0795803f,
        0.1609302f,
        0.2461123f,
        0.33791524f,
        0.44070983f,
        0.562617f,
        0.72295684f,
        1f);
  }
}
