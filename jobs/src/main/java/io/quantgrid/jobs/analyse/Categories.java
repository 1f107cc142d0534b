package io.quantgrid.jobs.analyse;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/**
 * Correctness by what is known of the items ({@code facts}: length, depth ...) and by the number of
 * shots. Categories with too many values to be read are given up as soon as they are seen.
 */
final class Categories {
  private static final int MOST_VALUES = 24;
  private static final int LONGEST_VALUE = 200;
  private static final String SHOTS = "shots";

  /** Items of one value, and how many of them each side got right. */
  static final class Counts {
    private long items;
    private long right;
    private long baselineRight;

    long items() {
      return items;
    }

    long right() {
      return right;
    }

    long baselineRight() {
      return baselineRight;
    }

    private void add(long more, long moreRight, long moreBaselineRight) {
      items += more;
      right += moreRight;
      baselineRight += moreBaselineRight;
    }
  }

  private final TreeMap<String, Map<String, Counts>> counts = new TreeMap<>();
  private final TreeSet<String> tooMany = new TreeSet<>();

  /** Counts an item of a quantized cell, if it is known of both sides whether it is right. */
  void add(Row row) {
    if (row.isNullAt(SampleColumns.CORRECT) || row.isNullAt(SampleColumns.BEFORE)) {
      return;
    }
    long right = row.getBoolean(SampleColumns.CORRECT) ? 1 : 0;
    long before = row.getBoolean(SampleColumns.BEFORE) ? 1 : 0;
    add(SHOTS, Integer.toString(row.getInt(SampleColumns.SHOTS)), 1, right, before);
    if (!row.isNullAt(SampleColumns.FACTS)) {
      row.<String, String>getJavaMap(SampleColumns.FACTS)
          .forEach((category, value) -> add(category, value, 1, right, before));
    }
  }

  /** Adds another's counts. */
  void add(Categories other) {
    other.tooMany.forEach(this::giveUp);
    other.counts.forEach(
        (category, values) ->
            values.forEach(
                (value, more) -> add(category, value, more.items, more.right, more.baselineRight)));
  }

  private void add(String category, String value, long items, long right, long before) {
    if (value == null || tooMany.contains(category)) {
      return;
    }
    Map<String, Counts> values = counts.computeIfAbsent(category, name -> new HashMap<>());
    values.computeIfAbsent(value, name -> new Counts()).add(items, right, before);
    if (values.size() > MOST_VALUES || value.length() > LONGEST_VALUE) {
      giveUp(category);
    }
  }

  private void giveUp(String category) {
    tooMany.add(category);
    counts.remove(category);
  }

  /** By category and value; of a category with one value there is nothing to compare. */
  Map<String, Map<String, Counts>> counts() {
    TreeMap<String, Map<String, Counts>> out = new TreeMap<>(counts);
    out.values().removeIf(values -> values.size() < 2);
    return out;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(tooMany.size());
    for (String category : tooMany) {
      out.writeUTF(category);
    }
    out.writeInt(counts.size());
    for (Map.Entry<String, Map<String, Counts>> category : counts.entrySet()) {
      out.writeUTF(category.getKey());
      out.writeInt(category.getValue().size());
      for (Map.Entry<String, Counts> value : category.getValue().entrySet()) {
        out.writeUTF(value.getKey());
        out.writeLong(value.getValue().items);
        out.writeLong(value.getValue().right);
        out.writeLong(value.getValue().baselineRight);
      }
    }
  }

  void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      giveUp(in.readUTF());
    }
    for (int left = in.readInt(); left > 0; left--) {
      String category = in.readUTF();
      for (int values = in.readInt(); values > 0; values--) {
        add(category, in.readUTF(), in.readLong(), in.readLong(), in.readLong());
      }
    }
  }
}
