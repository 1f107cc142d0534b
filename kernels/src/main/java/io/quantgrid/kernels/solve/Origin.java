package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.element.FloatType;
import java.util.Optional;

/**
 * What a layer's weights were made from: those of a base model, by tuning or by an adapter.
 *
 * @param base row-major, of the layer's shape
 * @param stored what the base model's weights are stored in
 * @param update what an adapter by groups of inputs adds to them; empty where there is none
 */
public record Origin(float[] base, FloatType stored, Optional<GroupUpdate> update) {
  /**
   * One number for each row and group of consecutive columns.
   *
   * @param groupSize columns of a group
   * @param values row-major {@code [rows, columns / groupSize]}
   */
  public record GroupUpdate(int groupSize, float[] values) {}
}
