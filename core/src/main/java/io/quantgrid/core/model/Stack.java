package io.quantgrid.core.model;

import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Quantized matrices of one input, rows upon rows, as one. */
final class Stack {
  private Stack() {}

  /**
   * Stacks matrices without changing a value.
   *
   * @return empty when one matrix cannot hold them: schemes, types of scales or the numbers that
   *     divide all scales differ, or a tile would reach over a seam
   */
  static Optional<QuantizedMatrix> of(List<QuantizedMatrix> parts) {
    if (parts.size() == 1) {
      return Optional.of(parts.get(0));
    }
    if (parts.get(0).scheme().granularity() instanceof Granularity.PerTensor) {
      return of(parts.stream().map(Stack::byRow).toList());
    }
    QuantizedMatrix first = parts.get(0);
    for (int i = 0; i < parts.size(); i++) {
      QuantizedMatrix part = parts.get(i);
      boolean same =
          part.scheme().equals(first.scheme())
              && part.columns() == first.columns()
              && part.scaleType().equals(first.scaleType())
              && part.tensorScale() == first.tensorScale();
      if (!same || (i < parts.size() - 1 && !endsWithTile(part))) {
        return Optional.empty();
      }
    }
    int rows = parts.stream().mapToInt(QuantizedMatrix::rows).reduce(0, Math::addExact);
    return Optional.of(
        new QuantizedMatrix(
            first.scheme(),
            rows,
            first.columns(),
            bytes(parts.stream().map(QuantizedMatrix::codes).toList()),
            scales(parts),
            first.scaleType(),
            bytes(parts.stream().map(QuantizedMatrix::zeroPoints).toList()),
            first.tensorScale()));
  }

  private static boolean endsWithTile(QuantizedMatrix part) {
    return !(part.scheme().granularity() instanceof Granularity.Block block)
        || part.rows() % block.rows() == 0;
  }

  /** The same values with the one scale written once per row. */
  private static QuantizedMatrix byRow(QuantizedMatrix whole) {
    Scheme scheme = whole.scheme().with(new Granularity.PerChannel());
    float[] scales = new float[whole.rows()];
    Arrays.fill(scales, whole.scales()[0]);
    byte[] zeroPoints = new byte[whole.zeroPoints().length == 0 ? 0 : whole.rows()];
    if (zeroPoints.length > 0) {
      Arrays.fill(zeroPoints, whole.zeroPoints()[0]);
    }
    return new QuantizedMatrix(
        scheme,
        whole.rows(),
        whole.columns(),
        whole.codes(),
        scales,
        whole.scaleType(),
        zeroPoints,
        whole.tensorScale());
  }

  private static byte[] bytes(List<byte[]> parts) {
    byte[] out = new byte[parts.stream().mapToInt(part -> part.length).reduce(0, Math::addExact)];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, out, at, part.length);
      at += part.length;
    }
    return out;
  }

  private static float[] scales(List<QuantizedMatrix> parts) {
    float[] out = new float[parts.stream().mapToInt(part -> part.scales().length).sum()];
    int at = 0;
    for (QuantizedMatrix part : parts) {
      System.arraycopy(part.scales(), 0, out, at, part.scales().length);
      at += part.scales().length;
    }
    return out;
  }
}
