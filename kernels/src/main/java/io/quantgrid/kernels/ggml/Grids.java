package io.quantgrid.kernels.ggml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The tables of points that IQ1, IQ2 and IQ3 index, rows of eight or four values, as gguf-py 0.19
 * unpacks them from ggml-common.h (MIT, see docs/NOTICE.md); in {@code grids.bin} one after another
 * in the order of the fields here.
 */
final class Grids {
  static final float[] IQ1_S;
  static final float[] IQ2_S;
  static final float[] IQ2_XS;
  static final float[] IQ2_XXS;
  static final float[] IQ3_S;
  static final float[] IQ3_XXS;

  static {
    try (InputStream in = Grids.class.getResourceAsStream("grids.bin")) {
      IQ1_S = table(in, 2048 * 8);
      IQ2_S = table(in, 1024 * 8);
      IQ2_XS = table(in, 512 * 8);
      IQ2_XXS = table(in, 256 * 8);
      IQ3_S = table(in, 512 * 4);
      IQ3_XXS = table(in, 256 * 4);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Grids() {}

  /** Eight sign bits of an index of seven: the eighth makes their number even. */
  static int signs(int index) {
    return index | ((Integer.bitCount(index) & 1) << 7);
  }

  private static float[] table(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    float[] table = new float[length];
    for (int i = 0; i < length; i++) {
      table[i] = bytes[i];
    }
    return table;
  }
}
