package io.quantgrid.jobs.table;

import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** What all files are written with. */
final class ParquetSettings {
  /** Read once: it parses files, which takes longer than writing a small unit. */
  static final Configuration HADOOP = new Configuration();

  private ParquetSettings() {}

  /**
   * Files of one unit are short and do not live long, and setting up zstd for each of their forty
   * columns would cost more than it saves.
   */
  static CompressionCodecName codec(int units) {
    return units == 1 ? CompressionCodecName.SNAPPY : CompressionCodecName.ZSTD;
  }
}
