package io.quantgrid.jobs.notebook;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.grid.PlanJson;
import io.quantgrid.core.grid.PlanJson.CellJson;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.jobs.analyse.Views;
import io.quantgrid.jobs.cli.Catalogs;
import io.quantgrid.jobs.cli.ItemText;
import io.quantgrid.jobs.cli.Outputs;
import io.quantgrid.jobs.cli.Session;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalog.Table;

/**
 * A sweep's output: {@code SweepOutput.open("out/quickstart").sql("SELECT * FROM variants")}. Opens
 * Spark in this JVM with the command line's settings, or joins the session that is there. What it
 * gives prints itself, as the last expression of a cell.
 */
public final class SweepOutput implements AutoCloseable {
  private final Session session;
  private final PlanJson plan;

  private SweepOutput(Session session, PlanJson plan) {
    this.session = session;
    this.plan = plan;
  }

  /**
   * Opens what a sweep left, with its tables and views under their names in SQL.
   *
   * @param location folder, or the URI of one on a Hadoop file system
   * @throws IllegalArgumentException when it is no output of a sweep
   * @throws UncheckedIOException when it cannot be read
   */
  public static SweepOutput open(String location) {
    Session session = Session.open("notebook", 1);
    try {
      OutputFolder folder =
          Outputs.existing(
              session.spark().sparkContext().hadoopConfiguration(), Catalogs.location(location));
      SweepOutput output = new SweepOutput(session, Outputs.plan(folder));
      Views.register(session.spark(), folder);
      return output;
    } catch (IOException e) {
      session.close();
      throw new UncheckedIOException("Cannot read " + location + " (expected a folder)", e);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** What Spark says to a query over the tables; at most a thousand rows are fetched. */
  public Answer sql(String query) {
    return Answer.to(session.spark(), query);
  }

  /** Names of the tables and views, in alphabetical order. */
  public List<String> tables() {
    return session.spark().catalog().listTables().collectAsList().stream()
        .map(Table::name)
        .sorted()
        .toList();
  }

  /**
   * What an item asks, as in {@code tasks check}: its document as rendered, without a model's chat
   * template.
   *
   * @param task its name in the sweep, if it is an embedded one; else its YAML file
   * @param docId of a sample
   * @throws IllegalArgumentException when the task or its data is not on this machine
   */
  public String question(String task, long docId) {
    Optional<CellJson> cell =
        plan.cells().stream().filter(one -> one.task().equals(task)).findFirst();
    int shots = cell.map(CellJson::shots).orElse(TaskOptions.AS_DEFINED);
    TaskOptions options = new TaskOptions(shots, ChatForm.NONE, "", "");
    boolean file = task.endsWith(".yaml") || task.endsWith(".yml");
    Optional<String> named = Optional.of(file ? Catalogs.location(task) : task);
    TaskRef ref =
        new TaskRef(file ? Optional.empty() : named, file ? named : Optional.empty(), options);
    Task found = Catalogs.standard(Optional.empty()).tasks(ref).get(0);
    if (docId < 0 || docId >= found.size()) {
      throw new IllegalArgumentException(
          "Cannot show item "
              + docId
              + " of "
              + task
              + " (expected 0 to "
              + (found.size() - 1)
              + ")");
    }
    int position = Math.toIntExact(docId);
    return ItemText.of(found.items(position, position + 1).get(0), found.name());
  }

  /** The session, for what SQL does not say. */
  public SparkSession spark() {
    return session.spark();
  }

  /** What it is an output of. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %d models, %d variants, %d tasks%ntables: %s",
        plan.name(),
        plan.models().size(),
        plan.variants().size(),
        plan.cells().stream().map(CellJson::task).distinct().count(),
        String.join(", ", tables()));
  }

  /** Ends Spark, if it was started here. */
  @Override
  public void close() {
    session.close();
  }
}
