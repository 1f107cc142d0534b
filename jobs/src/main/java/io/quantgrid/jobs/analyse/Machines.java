package io.quantgrid.jobs.analyse;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/** Where, by what and when samples were computed. Older files say nothing of some of it. */
final class Machines {
  private static final int[] COLUMNS = {
    SampleColumns.HOST, SampleColumns.GPU, SampleColumns.ENGINE, SampleColumns.COMPUTE
  };

  private static final String[] NAMES = {"hosts", "gpus", "engines", "computes"};

  private final List<TreeSet<String>> names = new ArrayList<>();
  private final String[] last = new String[COLUMNS.length];
  private long started = Long.MAX_VALUE;
  private long finished = Long.MIN_VALUE;

  Machines() {
    for (int i = 0; i < COLUMNS.length; i++) {
      names.add(new TreeSet<>());
    }
  }

  void add(Row row) {
    for (int i = 0; i < COLUMNS.length; i++) {
      String name = row.getString(COLUMNS[i]);
      if (name != null && !name.equals(last[i])) {
        names.get(i).add(name);
        last[i] = name;
      }
    }
    if (!row.isNullAt(SampleColumns.STARTED)) {
      started = Math.min(started, row.getLong(SampleColumns.STARTED));
    }
    if (!row.isNullAt(SampleColumns.FINISHED)) {
      finished = Math.max(finished, row.getLong(SampleColumns.FINISHED));
    }
  }

  void write(DataOutput out) throws IOException {
    for (TreeSet<String> set : names) {
      out.writeInt(set.size());
      for (String name : set) {
        out.writeUTF(name);
      }
    }
    out.writeLong(started);
    out.writeLong(finished);
  }

  void read(DataInput in) throws IOException {
    for (TreeSet<String> set : names) {
      int size = in.readInt();
      for (int i = 0; i < size; i++) {
        set.add(in.readUTF());
      }
    }
    started = Math.min(started, in.readLong());
    finished = Math.max(finished, in.readLong());
  }

  /** Columns of {@link CellSchema#MEASURED}. */
  void putInto(Map<String, Object> columns) {
    for (int i = 0; i < NAMES.length; i++) {
      columns.put(NAMES[i], names.get(i).toArray(String[]::new));
    }
    columns.put("started", started == Long.MAX_VALUE ? null : started);
    columns.put("finished", finished == Long.MIN_VALUE ? null : finished);
  }
}
