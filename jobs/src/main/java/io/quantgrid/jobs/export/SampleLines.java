package io.quantgrid.jobs.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/** Makes JSON lines of a sample; on executors. */
@FunctionalInterface
interface SampleLines extends Serializable {
  /**
   * The lines of one sample; none where the form has no place for it.
   *
   * @param sample of the samples table, all columns
   */
  List<ObjectNode> of(Row sample, ExportedCell cell);
}
