package io.quantgrid.core.quantize;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Which layers' second moments are summed at once. Those of all experts of a block may take more
 * memory than there is: the texts then run through the block several times, and each run sums for
 * some of them.
 */
final class MomentSlices {
  private MomentSlices() {}

  /**
   * @param groups layers that share their input
   * @param bytes that the sums of one group take
   * @param most bytes of a slice; a group that takes more is a slice of its own
   * @return consecutive groups; one slice at least
   */
  static List<List<List<String>>> of(
      List<List<String>> groups, ToLongFunction<List<String>> bytes, long most) {
    List<List<List<String>>> slices = new ArrayList<>();
    List<List<String>> slice = new ArrayList<>();
    long sum = 0;
    for (List<String> group : groups) {
      long own = bytes.applyAsLong(group);
      if (!slice.isEmpty() && sum + own > most) {
        slices.add(List.copyOf(slice));
        slice.clear();
        sum = 0;
      }
      slice.add(group);
      sum += own;
    }
    slices.add(List.copyOf(slice));
    return slices;
  }
}
