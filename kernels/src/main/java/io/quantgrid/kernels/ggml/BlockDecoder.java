package io.quantgrid.kernels.ggml;

/** Decodes one block: its bytes from {@code at} to values from {@code to}. */
@FunctionalInterface
interface BlockDecoder {
  void decode(byte[] in, int at, float[] out, int to);
}
