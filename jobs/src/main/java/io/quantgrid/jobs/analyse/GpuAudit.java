package io.quantgrid.jobs.analyse;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Whether a view would run on GPUs, as the RAPIDS Accelerator for Apache Spark plans it. Needs its
 * jar among Spark's ({@code --jars}) and its plugin, but no GPU: mode {@code explainOnly} will do.
 *
 * @param view its name
 * @param steps of its plan that would run on a GPU, each named once
 * @param fallbacks what would run on the CPU, as {@code name: reason}
 * @param exceptions what would, too, and may
 */
public record GpuAudit(
    String view, Set<String> steps, Set<String> fallbacks, Set<String> exceptions) {
  /** What may run on the CPU all the same, and why. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "LocalTableScanExec",
          "a table that the sweep left no files of: empty, and there without reading");

  private static final String EXPLAIN = "com.nvidia.spark.rapids.ExplainPlan";

  /** The accelerator is not there. */
  public static final class NotLoadedException extends Exception {
    NotLoadedException(Throwable cause) {
      super(
          "Cannot audit: the RAPIDS Accelerator is not loaded (expected its jar in --jars and"
              + " spark.plugins=com.nvidia.spark.SQLPlugin, as in conf/rapids.conf)",
          cause);
    }
  }

  /**
   * Asks how a query would be planned; runs nothing.
   *
   * @throws NotLoadedException without the accelerator's jar
   */
  public static GpuAudit of(String view, Dataset<Row> query) throws NotLoadedException {
    return of(view, explain(query));
  }

  static GpuAudit of(String view, String explanation) {
    List<GpuOperator> operators = GpuOperator.parse(explanation);
    if (operators.isEmpty()) {
      throw new IllegalStateException(
          "Cannot audit " + view + ": no operators in '" + explanation + "'");
    }
    return new GpuAudit(
        view,
        operators.stream()
            .filter(operator -> operator.isStep() && operator.onGpu())
            .map(GpuOperator::name)
            .collect(Collectors.toCollection(LinkedHashSet::new)),
        operators.stream()
            .filter(operator -> !operator.onGpu() && !operator.reason().isEmpty())
            .filter(operator -> !EXCEPTIONS.containsKey(operator.name()))
            .map(operator -> operator.name() + ": " + operator.reason())
            .collect(Collectors.toCollection(LinkedHashSet::new)),
        operators.stream()
            .filter(operator -> !operator.onGpu() && EXCEPTIONS.containsKey(operator.name()))
            .map(operator -> operator.name() + ": " + EXCEPTIONS.get(operator.name()))
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  /** Whether all of it would run on a GPU, but for what may not. */
  public boolean runsOnGpu() {
    return fallbacks.isEmpty();
  }

  private static String explain(Dataset<Row> query) throws NotLoadedException {
    try {
      Method explain =
          Class.forName(EXPLAIN, true, Thread.currentThread().getContextClassLoader())
              .getMethod("explainPotentialGpuPlan", Dataset.class, String.class);
      return (String) explain.invoke(null, query, "ALL");
    } catch (ClassNotFoundException e) {
      throw new NotLoadedException(e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("Cannot explain the plan", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Cannot ask the RAPIDS Accelerator (expected a version with " + EXPLAIN + ")", e);
    }
  }
}
