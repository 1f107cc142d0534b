package io.quantgrid.jobs.cluster;

import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * The samples that a run left.
 *
 * @param partitions model and task, row by row
 * @param rows in the same order
 */
record Result(List<String> partitions, List<SampleRow> rows) {
  /**
   * A unit's time on a GPU.
   *
   * @param name cell and first item
   */
  record Stay(String name, Optional<String> gpu, Instant from, Instant to) {
    boolean overlaps(Stay other) {
      return from.isBefore(other.to) && other.from.isBefore(to);
    }

    private Stay with(Stay other) {
      return new Stay(name, gpu, from, to.isAfter(other.to) ? to : other.to);
    }
  }

  static OutputFolder folder(Path output) throws IOException {
    return OutputFolder.open(output.toString(), new Configuration());
  }

  static Result read(Path output) throws IOException {
    OutputFolder folder = folder(output);
    List<String> partitions = new ArrayList<>();
    List<SampleRow> rows = new ArrayList<>();
    for (SampleFile file : folder.published().current()) {
      try (var read = SampleTable.rows(folder.input(file.path()))) {
        read.forEachRemaining(
            row -> {
              partitions.add(file.partition().toString());
              rows.add(row);
            });
      }
    }
    return new Result(partitions, rows);
  }

  /** Why cells failed, as the cells table says; read by another program than ours. */
  static Map<String, String> failures(Path output) throws SQLException {
    Map<String, String> failures = new TreeMap<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT cell, failure FROM read_parquet('%s/cells/*.parquet') WHERE status = 'failed'"
                    .formatted(output))) {
      while (rows.next()) {
        failures.put(rows.getString(1), rows.getString(2));
      }
    }
    return failures;
  }

  /** The rows in order, without what may differ between two runs: the columns from seconds on. */
  List<String> table() {
    List<String> table = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String row = rows.get(i).toString(); // doubles and all, to the last bit
      table.add(partitions.get(i) + " " + row.substring(0, row.lastIndexOf(", seconds=")));
    }
    table.sort(null);
    return table;
  }

  /** When each unit was on which GPU. */
  Collection<Stay> stays() {
    Map<String, Stay> stays = new TreeMap<>();
    for (SampleRow row : rows) {
      String name = row.cell() + "-" + row.unit();
      stays.merge(
          name,
          new Stay(name, Optional.ofNullable(row.gpu()), row.startedAt(), row.finishedAt()),
          Stay::with);
    }
    return stays.values();
  }
}
