package io.quantgrid.jobs.table;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.CloseableIterator;
import com.jerolba.carpet.ColumnNamingStrategy;
import com.jerolba.carpet.FieldMatchingStrategy;
import io.quantgrid.core.evaluate.Reference;
import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.jobs.storage.Attempt;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.UnitName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.io.LocalOutputFile;

/** The references that baselines leave: one file per unit, read by ranges. */
public final class ReferenceTable {
  private static final int VERSION = 1;

  private ReferenceTable() {}

  /** Publishes a baseline unit's references; false when they were there already. */
  public static boolean publish(OutputFolder folder, WorkUnit unit, List<Reference> references)
      throws IOException {
    try (Attempt attempt = folder.attempt("baseline-" + UnitName.of(unit))) {
      try (CarpetWriter<ReferenceRow> writer =
          new CarpetWriter.Builder<>(new LocalOutputFile(attempt.path()), ReferenceRow.class)
              .withColumnNamingStrategy(ColumnNamingStrategy.SNAKE_CASE)
              .withConf(ParquetSettings.HADOOP)
              .withCompressionCodec(ParquetSettings.codec(1))
              .withDictionaryEncoding(false)
              .withExtraMetaData("quantgrid.baseline.version", Integer.toString(VERSION))
              .build()) {
        for (Reference reference : references) {
          writer.write(ReferenceRow.of(reference));
        }
      }
      return attempt.publish(OutputFolder.referenceFile(unit));
    }
  }

  /**
   * The references of some items, from whatever baseline units hold positions of the wanted range;
   * units of baseline and variant may be cut differently.
   *
   * @param wanted cell of the baseline and range of positions
   * @param docIds the items at these positions
   * @throws IOException when one has no reference
   */
  public static List<Reference> read(OutputFolder folder, WorkUnit wanted, Set<Long> docIds)
      throws IOException {
    List<Reference> found = new ArrayList<>();
    for (WorkUnit unit : folder.references(wanted.cellId())) {
      if (unit.first() < wanted.end() && wanted.first() < unit.end()) {
        readInto(found, folder, unit, docIds);
      }
    }
    Set<Long> ids = found.stream().map(Reference::docId).collect(Collectors.toSet());
    if (!ids.containsAll(docIds)) {
      throw new IOException(
          "Cannot compare with baseline "
              + UnitName.of(wanted)
              + ": "
              + ids.size()
              + " references (expected "
              + docIds.size()
              + " in "
              + folder.location()
              + "/baseline)");
    }
    return found;
  }

  private static void readInto(
      List<Reference> found, OutputFolder folder, WorkUnit unit, Set<Long> docIds)
      throws IOException {
    try (CloseableIterator<ReferenceRow> rows =
        new CarpetReader<>(folder.input(OutputFolder.referenceFile(unit)), ReferenceRow.class)
            .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
            .withFailOnMissingColumn(false) // of an older file
            .iterator()) {
      while (rows.hasNext()) {
        ReferenceRow row = rows.next();
        if (docIds.contains(row.docId())) {
          found.add(row.reference());
        }
      }
    }
  }
}
