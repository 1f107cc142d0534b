package io.quantgrid.kernels.form;

import io.quantgrid.kernels.name.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads forms back by the name under which they are stored: one line each. */
public final class Forms {
  private interface Reader {
    WeightForm read(Description form, int rows, int columns, List<StoredArray> arrays);
  }

  private static final Map<String, Reader> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(Plain.NAME, Plain::read),
              Map.entry(ColumnGroups.NAME, ColumnGroups::read),
              Map.entry(LowRank.NAME, (form, rows, columns, a) -> LowRank.read(rows, columns, a)),
              Map.entry(Sparse.NAME, (form, rows, columns, a) -> Sparse.read(rows, columns, a)),
              Map.entry(Sum.NAME, Sum::read),
              Map.entry(TwoLevelGroups.NAME, TwoLevelGroups::read),
              Map.entry(MidRise.NAME, MidRise::read),
              Map.entry(Rotated.NAME, Rotated::read),
              Map.entry(RealZeros.NAME, RealZeros::read),
              Map.entry(MixedGroups.NAME, MixedGroups::read),
              Map.entry(BinaryPlanes.NAME, BinaryPlanes::read),
              Map.entry(PartlyBinary.NAME, PartlyBinary::read),
              Map.entry(Codebooks.NAME, Codebooks::read),
              Map.entry(Dense.NAME, Dense::read),
              Map.entry(QuantizedFactors.NAME, QuantizedFactors::read)));

  private Forms() {}

  /** Names of all forms. */
  public static SortedSet<String> names() {
    return new TreeSet<>(ALL.keySet());
  }

  /**
   * The form of a weight {@code [rows, columns]}.
   *
   * @param form {@link WeightForm#description} of it
   * @param arrays {@link WeightForm#arrays} of it, in any order
   * @throws IllegalArgumentException when there is no form of that name, a parameter or an array is
   *     missing, or they do not fit one another
   */
  public static WeightForm read(Description form, int rows, int columns, List<StoredArray> arrays) {
    Reader reader = ALL.get(form.name());
    if (reader == null) {
      throw new IllegalArgumentException(
          "Cannot read form of weights: "
              + form.name()
              + " (expected one of "
              + String.join(", ", ALL.keySet())
              + Names.hint(form.name(), new ArrayList<>(ALL.keySet()))
              + ")");
    }
    return reader.read(form, rows, columns, arrays);
  }

  /** The arrays of a part, {@code PREFIX.NAME}, under their own names. */
  static List<StoredArray> arraysOf(String prefix, List<StoredArray> arrays) {
    String start = prefix + ".";
    return arrays.stream()
        .filter(array -> array.name().startsWith(start))
        .map(array -> array.named(array.name().substring(start.length())))
        .toList();
  }

  /** The arrays of a part as those of the whole. */
  static List<StoredArray> prefixed(String prefix, List<StoredArray> arrays) {
    return arrays.stream().map(array -> array.named(prefix + "." + array.name())).toList();
  }
}
