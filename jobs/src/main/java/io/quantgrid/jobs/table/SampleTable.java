package io.quantgrid.jobs.table;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.CloseableIterator;
import com.jerolba.carpet.ColumnNamingStrategy;
import com.jerolba.carpet.FieldMatchingStrategy;
import com.jerolba.carpet.TimeUnit;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.Partition;
import io.quantgrid.jobs.storage.UnitName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalOutputFile;

/** Writes and reads files of the samples table. */
public final class SampleTable {
  /** Version of the columns; in every footer under {@code quantgrid.samples.version}. */
  public static final int VERSION = 1;

  private SampleTable() {}

  /** A file that is being written on this machine's disk; rows in order of cell and doc_id. */
  public static CarpetWriter<SampleRow> writer(Path file, Partition partition, List<WorkUnit> units)
      throws IOException {
    return new CarpetWriter.Builder<>(new LocalOutputFile(file), SampleRow.class)
        .withColumnNamingStrategy(ColumnNamingStrategy.SNAKE_CASE)
        .withDefaultTimeUnit(TimeUnit.MICROS)
        .withConf(ParquetSettings.HADOOP)
        .withCompressionCodec(ParquetSettings.codec(units.size()))
        .withExtraMetaData(
            Map.of(
                "quantgrid.samples.version",
                Integer.toString(VERSION),
                "quantgrid.model",
                partition.model(),
                "quantgrid.task",
                partition.task(),
                OutputFolder.UNITS_KEY,
                units.stream().map(UnitName::of).collect(Collectors.joining(","))))
        .build();
  }

  /** The rows of a file, as they were written. */
  public static CloseableIterator<SampleRow> rows(InputFile file) {
    return new CarpetReader<>(file, SampleRow.class)
        .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
        .withFailOnMissingColumn(false) // of an older file
        .iterator();
  }
}
