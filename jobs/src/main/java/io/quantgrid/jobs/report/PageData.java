package io.quantgrid.jobs.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** What the charts draw, as JSON that is inert inside a script element. */
final class PageData {
  private PageData() {}

  record Point(double bits, double perplexity, String label) {}

  record Series(String model, List<Point> points) {}

  record Flips(List<String> labels, List<Double> lost, List<Double> gained) {}

  record Data(List<Series> perplexity, double[] perplexityRange, Flips flips) {}

  static String json(List<Row> variants) {
    Map<String, List<Point>> points = new LinkedHashMap<>();
    Flips flips = new Flips(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (Row row : variants) {
      Double perplexity = row.getAs("perplexity");
      Double bits = row.getAs("bits_per_weight");
      if (perplexity != null && bits != null && Double.isFinite(perplexity)) {
        points
            .computeIfAbsent(row.getAs("model"), key -> new ArrayList<>())
            .add(new Point(bits, perplexity, Figures.label(row)));
        low = Math.min(low, perplexity);
        high = Math.max(high, perplexity);
      }
      Long compared = row.getAs("compared");
      if (!row.<Boolean>getAs("baseline") && compared > 0) {
        flips.labels().add(row.getAs("model") + " · " + Figures.label(row));
        flips.lost().add(100.0 * row.<Long>getAs("lost") / compared);
        flips.gained().add(100.0 * row.<Long>getAs("gained") / compared);
      }
    }
    List<Series> series = new ArrayList<>();
    points.forEach((model, of) -> series.add(new Series(model, of)));
    double[] range =
        series.isEmpty()
            ? new double[] {1, 10}
            : new double[] {round(low / 1.3), round(high * 1.3)};
    try {
      return new ObjectMapper()
          .writeValueAsString(new Data(series, range, flips))
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the page's data", e);
    }
  }

  /** To two significant digits, so that the axis ends on round figures. */
  private static double round(double value) {
    return new java.math.BigDecimal(value).round(new java.math.MathContext(2)).doubleValue();
  }
}
