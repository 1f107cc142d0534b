package io.quantgrid.jobs.table;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.CloseableIterator;
import com.jerolba.carpet.ColumnNamingStrategy;
import com.jerolba.carpet.FieldMatchingStrategy;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalOutputFile;

/** Writes and reads the statistics of quantized layers: one file in every variant's folder. */
public final class LayerTable {
  /** Version of the columns; in every footer under {@code quantgrid.layers.version}. */
  public static final int VERSION = 1;

  /** Where it lies in a variant's folder. */
  public static final String FILE = "layers/layers.parquet";

  private LayerTable() {}

  /** A file that is being written on this machine's disk; rows in order of computation. */
  public static CarpetWriter<LayerRow> writer(Path file) throws IOException {
    return new CarpetWriter.Builder<>(new LocalOutputFile(file), LayerRow.class)
        .withColumnNamingStrategy(ColumnNamingStrategy.SNAKE_CASE)
        .withConf(ParquetSettings.HADOOP)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withExtraMetaData("quantgrid.layers.version", Integer.toString(VERSION))
        .build();
  }

  /** The rows of a file, as they were written. */
  public static CloseableIterator<LayerRow> rows(InputFile file) {
    return new CarpetReader<>(file, LayerRow.class)
        .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
        .withFailOnMissingColumn(false) // of an older file
        .iterator();
  }
}
