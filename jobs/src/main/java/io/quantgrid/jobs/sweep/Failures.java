package io.quantgrid.jobs.sweep;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The records of failures in an output folder. */
public final class Failures {
  private static final String FOLDER = "failures/";

  static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private Failures() {}

  /** All records, by name of the piece. */
  public static List<FailureRecord> read(OutputFolder folder) throws IOException {
    List<FailureRecord> records = new ArrayList<>();
    for (String path : folder.list("failures")) {
      Optional<String> text = folder.read(path);
      if (text.isPresent() && path.endsWith(".json")) {
        records.add(JSON.readValue(text.get(), FailureRecord.class));
      }
    }
    return records;
  }

  /** The first reason of every cell with failed units. */
  public static Map<String, String> reasons(OutputFolder folder) throws IOException {
    Map<String, String> reasons = new TreeMap<>();
    for (FailureRecord record : read(folder)) {
      record.unit().ifPresent(unit -> reasons.putIfAbsent(unit.cellId(), record.reason()));
    }
    return reasons;
  }

  /** Writes a record under the name of its piece. */
  public static void write(OutputFolder folder, FailureRecord record) throws IOException {
    folder.write(FOLDER + record.piece() + ".json", JSON.writeValueAsString(record));
  }

  static void delete(OutputFolder folder, String piece) throws IOException {
    folder.delete(FOLDER + piece + ".json");
  }
}
