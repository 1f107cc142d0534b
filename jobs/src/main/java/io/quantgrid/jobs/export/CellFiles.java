package io.quantgrid.jobs.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/**
 * Writes the samples of a partition, one file a cell; holds one sample at a time. All samples of a
 * cell are in one partition, in order.
 */
final class CellFiles implements ForeachPartitionFunction<Row> {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HashMap<String, ExportedCell> cells;
  private final SampleLines lines;
  private final OutputFolder to;

  CellFiles(Map<String, ExportedCell> cells, SampleLines lines, OutputFolder to) {
    this.cells = new HashMap<>(cells);
    this.lines = lines;
    this.to = to;
  }

  @Override
  public void call(Iterator<Row> samples) throws IOException {
    Row next = samples.hasNext() ? samples.next() : null;
    while (next != null) {
      String id = next.getAs("cell");
      ExportedCell cell = cells.get(id);
      if (cell == null) { // of an earlier plan over the same output
        next = samples.hasNext() ? samples.next() : null;
        continue;
      }
      try (Attempt attempt = to.attempt("samples")) {
        try (BufferedWriter out = Files.newBufferedWriter(attempt.path(), StandardCharsets.UTF_8)) {
          while (next != null && id.equals(next.getAs("cell"))) {
            for (ObjectNode line : lines.of(next, cell)) {
              out.write(JSON.writeValueAsString(line));
              out.write('\n');
            }
            next = samples.hasNext() ? samples.next() : null;
          }
        }
        attempt.publish(cell.samples());
      }
    }
  }
}
