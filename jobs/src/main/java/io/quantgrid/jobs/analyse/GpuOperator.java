package io.quantgrid.jobs.analyse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the RAPIDS Accelerator says of one operator or expression of a plan.
 *
 * @param kind as it calls it: {@code Exec}, {@code Expression}, {@code Partitioning} ...
 * @param name of the class in Spark's plan, such as {@code HashAggregateExec}
 * @param onGpu whether it would run there
 * @param reason why not; empty where it would
 */
record GpuOperator(String kind, String name, boolean onGpu, String reason) {
  /**
   * {@code *Exec <FilterExec> will run on GPU}, {@code !Exec <RDDScanExec> cannot run on GPU
   * because ...}; {@code @} could, but what it belongs to does not.
   */
  private static final Pattern LINE =
      Pattern.compile(
          "^\\s*(?<sign>[*!@#])(?<kind>\\w*) ?<(?<name>[^>]+)> ?(?:.*?because (?<reason>.*))?.*$");

  /** Reads an explanation of {@code ALL}; lines that speak of something else are passed over. */
  static List<GpuOperator> parse(String explanation) {
    List<GpuOperator> operators = new ArrayList<>();
    explanation
        .lines()
        .forEach(
            line -> {
              Matcher match = LINE.matcher(line);
              if (match.matches()) {
                boolean onGpu = match.group("sign").equals("*");
                String reason = match.group("reason");
                operators.add(
                    new GpuOperator(
                        match.group("kind"),
                        match.group("name"),
                        onGpu,
                        onGpu || reason == null ? "" : reason.strip()));
              }
            });
    return operators;
  }

  /** Whether this names a step of the plan, not an expression inside of one. */
  boolean isStep() {
    return kind.equals("Exec");
  }
}
