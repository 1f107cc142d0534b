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

/** Writes and reads files of the judgements table. */
public final class JudgementTable {
  /** Version of the columns; in every footer under {@code quantgrid.judgements.version}. */
  public static final int VERSION = 1;

  private JudgementTable() {}

  /** A file that is being written on this machine's disk. */
  public static CarpetWriter<JudgementRow> writer(Path file) throws IOException {
    return new CarpetWriter.Builder<>(new LocalOutputFile(file), JudgementRow.class)
        .withColumnNamingStrategy(ColumnNamingStrategy.SNAKE_CASE)
        .withConf(ParquetSettings.HADOOP)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withExtraMetaData("quantgrid.judgements.version", Integer.toString(VERSION))
        .build();
  }

  /** The rows of a file, as they were written. */
  public static CloseableIterator<JudgementRow> rows(InputFile file) {
    return new CarpetReader<>(file, JudgementRow.class)
        .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
        .withFailOnMissingColumn(false) // of an older file
        .iterator();
  }
}
