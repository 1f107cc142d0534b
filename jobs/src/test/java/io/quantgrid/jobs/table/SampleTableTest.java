package io.quantgrid.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.CloseableIterator;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.LocalSpark;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.Partition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTableTest {
  private static final Partition PLACE = new Partition("7", "my task/a=b 100%");
  private static final WorkUnit UNIT = new WorkUnit("cell", 0, 2);

  @TempDir Path path;
  private OutputFolder folder;

  @BeforeEach
  void publish() throws Exception {
    folder = OutputFolder.open(path.toString(), new Configuration());
    try (Attempt attempt = folder.attempt("unit")) {
      try (CarpetWriter<SampleRow> writer =
          SampleTable.writer(attempt.path(), PLACE, List.of(UNIT))) {
        writer.write(Rows.choice("cell", 0));
        writer.write(Rows.text("cell", 1));
      }
      assertThat(attempt.publish(PLACE.file(UNIT))).isTrue();
    }
  }

  @Test
  void rows_are_read_as_they_were_written() throws Exception {
    List<SampleRow> rows = new ArrayList<>();
    try (CloseableIterator<SampleRow> read = SampleTable.rows(folder.input(PLACE.file(UNIT)))) {
      read.forEachRemaining(rows::add);
    }
    assertThat(rows).containsExactly(Rows.choice("cell", 0), Rows.text("cell", 1));
  }

  @Test
  void spark_reads_the_documented_columns_and_the_names_in_the_path() throws Exception {
    try (SparkSession spark = LocalSpark.session(1)) {
      Dataset<Row> table = spark.read().parquet(path.resolve("samples").toUri().toString());
      assertThat(table.schema().toDDL().replace(" NOT NULL", ""))
          .isEqualTo(
              "sweep STRING,cell STRING,unit INT,format STRING,method STRING,calibration STRING,family STRING,"
                  + "parameters BIGINT,bits_per_weight DOUBLE,model_bytes BIGINT,doc_id BIGINT,"
                  + "doc_hash STRING,prompt_hash STRING,kind STRING,shots INT,repeat INT,"
                  + "prompt_tokens INT,output_tokens INT,loglikelihoods ARRAY<DOUBLE>,"
                  + "choice_lengths ARRAY<INT>,predicted INT,target STRING,output STRING,"
                  + "metrics MAP<STRING, DOUBLE>,statistics MAP<STRING, ARRAY<DOUBLE>>,correct BOOLEAN,words BIGINT,bytes BIGINT,"
                  + "baseline_correct BOOLEAN,flip STRING,kl_mean DOUBLE,kl_max DOUBLE,"
                  + "top1_agreement DOUBLE,similarity MAP<STRING, DOUBLE>,"
                  + "text MAP<STRING, DOUBLE>,probability DOUBLE,"
                  + "facts MAP<STRING, STRING>,compute STRING,"
                  + "engine STRING,seconds DOUBLE,host STRING,executor STRING,gpu STRING,"
                  + "attempt INT,started_at TIMESTAMP,finished_at TIMESTAMP,model STRING,"
                  + "task STRING");
      List<Row> rows = table.orderBy("doc_id").collectAsList();
      Row choice = rows.get(0);
      assertThat(choice.<String>getAs("task")).isEqualTo("my task/a=b 100%");
      assertThat(choice.<String>getAs("model")).isEqualTo("7");
      assertThat(choice.getList(choice.fieldIndex("loglikelihoods")))
          .isEqualTo(List.of(-1.5, Math.nextUp(-2.25)));
      assertThat(choice.getJavaMap(choice.fieldIndex("metrics")))
          .isEqualTo(Rows.choice("cell", 0).metrics());
      assertThat(choice.getTimestamp(choice.fieldIndex("finished_at")).toInstant())
          .isEqualTo("2026-01-02T03:04:05.678901Z");
      Row text = rows.get(1);
      assertThat(text.isNullAt(text.fieldIndex("predicted"))).isTrue();
      assertThat(text.isNullAt(text.fieldIndex("correct"))).isTrue();
      assertThat(text.<String>getAs("output")).isEqualTo("a \"text\"\n");
    }
  }

  @Test
  void duckdb_reads_the_same() throws Exception {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duck.createStatement();
        ResultSet rows =
            sql.executeQuery(
                "SELECT model, task, doc_id, loglikelihoods[2], metrics['acc_norm'], kl_mean,"
                    + " epoch_us(finished_at), predicted FROM read_parquet('"
                    + path
                    + "/samples/*/*/*.parquet', hive_partitioning=true, hive_types_autocast=false)"
                    + " ORDER BY doc_id")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("7");
      assertThat(rows.getString(2)).isEqualTo("my task/a=b 100%");
      assertThat(rows.getLong(3)).isZero();
      assertThat(rows.getDouble(4)).isEqualTo(Math.nextUp(-2.25));
      assertThat(rows.getDouble(5)).isEqualTo(1.0);
      assertThat(rows.getDouble(6)).isEqualTo(0.015625);
      assertThat(rows.getLong(7)).isEqualTo(1767323045678901L);
      assertThat(rows.getInt(8)).isEqualTo(1);
      assertThat(rows.next()).isTrue();
      assertThat(rows.getObject(8)).isNull();
      assertThat(rows.next()).isFalse();
    }
  }
}
