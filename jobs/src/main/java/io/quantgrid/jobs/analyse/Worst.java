package io.quantgrid.jobs.analyse;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.spark.sql.Row;

/**
 * The samples of a cell that show best what was lost: items that became wrong first, then by
 * divergence or, of generated text, by how little it is like the baseline's. Holds {@link #MOST}.
 */
final class Worst {
  static final int MOST = 12;

  private static final double UNKNOWN = Double.NEGATIVE_INFINITY;

  private static final Comparator<Item> WORST_FIRST =
      Comparator.comparing(Item::lost)
          .thenComparingDouble(Item::distance)
          .reversed()
          .thenComparingLong(Item::document)
          .thenComparingInt(Item::repeat);

  /** A sample of the cell. */
  record Item(boolean lost, double distance, long document, int repeat) {}

  private final PriorityQueue<Item> items = new PriorityQueue<>(WORST_FIRST.reversed());

  void add(Row row) {
    add(
        new Item(
            "lost".equals(row.getString(SampleColumns.FLIP)),
            distance(row),
            row.getLong(SampleColumns.DOCUMENT),
            row.getInt(SampleColumns.REPEAT)));
  }

  private static double distance(Row row) {
    if (!row.isNullAt(SampleColumns.KL_MEAN)) {
      return row.getDouble(SampleColumns.KL_MEAN);
    }
    if (row.isNullAt(SampleColumns.SIMILARITY)) {
      return UNKNOWN;
    }
    Map<String, Double> similarity = row.getJavaMap(SampleColumns.SIMILARITY);
    Double edit = similarity.get("edit");
    Double chrf = similarity.get("chrf");
    if (edit != null) {
      return 1 - edit;
    }
    return chrf == null ? UNKNOWN : 1 - chrf / 100;
  }

  private void add(Item item) {
    if (items.size() < MOST) {
      items.add(item);
    } else if (WORST_FIRST.compare(item, items.peek()) < 0) {
      items.poll();
      items.add(item);
    }
  }

  /** The worst first. */
  List<Item> items() {
    return items.stream().sorted(WORST_FIRST).toList();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(items.size());
    for (Item item : items()) {
      out.writeBoolean(item.lost());
      out.writeDouble(item.distance());
      out.writeLong(item.document());
      out.writeInt(item.repeat());
    }
  }

  void read(DataInput in) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      add(new Item(in.readBoolean(), in.readDouble(), in.readLong(), in.readInt()));
    }
  }
}
