package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Observations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Sums over one cell. Holds one number per sample and metric: the bootstrap of a perplexity needs
 * them all.
 */
final class CellAccumulator {
  /** What is read of a sample; nothing else is shuffled. */
  static final String[] COLUMNS = {
    "cell",
    "doc_id",
    "repeat",
    "metrics",
    "statistics",
    "words",
    "bytes",
    "baseline_correct",
    "flip",
    "kl_mean",
    "kl_max",
    "top1_agreement",
    "similarity",
    "prompt_tokens",
    "output_tokens",
    "seconds",
    "bits_per_weight",
    "model_bytes",
    "parameters",
    "family",
    "compute",
    "engine"
  };

  private final String cell;
  private final List<MetricSpec> specs;
  private final List<Values> values = new ArrayList<>();
  private final TreeMap<String, double[]> similarity = new TreeMap<>(); // name -> {sum, count}
  private long samples;
  private long gained;
  private long lost;
  private long compared;
  private double klSum;
  private long klCount;
  private double klMax = Double.NEGATIVE_INFINITY;
  private double agreementSum;
  private long agreementCount;
  private long tokens;
  private double seconds;
  private Row last;

  CellAccumulator(String cell, List<MetricSpec> specs) {
    this.cell = cell;
    this.specs = specs;
    specs.forEach(spec -> values.add(new Values()));
  }

  void add(Row row) {
    samples++;
    last = row;
    Map<String, Double> metrics = row.getJavaMap(row.fieldIndex("metrics"));
    Map<String, scala.collection.Seq<Double>> statistics =
        row.isNullAt(row.fieldIndex("statistics"))
            ? Map.of()
            : row.getJavaMap(row.fieldIndex("statistics"));
    for (int i = 0; i < specs.size(); i++) {
      MetricSpec spec = specs.get(i);
      Double value = metrics.get(spec.key());
      if (value != null) {
        values.get(i).add(value, weight(spec, row), statistics.get(spec.key()));
      }
    }
    if (!row.isNullAt(row.fieldIndex("baseline_correct"))) {
      compared++;
      String flip = row.getString(row.fieldIndex("flip"));
      gained += "gained".equals(flip) ? 1 : 0;
      lost += "lost".equals(flip) ? 1 : 0;
    }
    addDivergence(row);
    Map<String, Double> texts = row.getJavaMap(row.fieldIndex("similarity"));
    if (texts != null) {
      texts.forEach(
          (name, value) -> {
            double[] sum = similarity.computeIfAbsent(name, key -> new double[2]);
            sum[0] += value;
            sum[1]++;
          });
    }
    tokens +=
        row.getInt(row.fieldIndex("prompt_tokens"))
            + (long) row.getInt(row.fieldIndex("output_tokens"));
    seconds += row.getDouble(row.fieldIndex("seconds"));
  }

  private void addDivergence(Row row) {
    int mean = row.fieldIndex("kl_mean");
    if (!row.isNullAt(mean)) {
      klSum += row.getDouble(mean);
      klCount++;
      klMax = Math.max(klMax, row.getDouble(row.fieldIndex("kl_max")));
    }
    int agreement = row.fieldIndex("top1_agreement");
    if (!row.isNullAt(agreement)) {
      agreementSum += row.getDouble(agreement);
      agreementCount++;
    }
  }

  private static long weight(MetricSpec spec, Row row) {
    return switch (spec.weight()) {
      case "words" -> row.getLong(row.fieldIndex("words"));
      case "bytes" -> row.getLong(row.fieldIndex("bytes"));
      default -> 1;
    };
  }

  Row row() {
    TreeMap<String, Double> metrics = new TreeMap<>();
    TreeMap<String, Double> errors = new TreeMap<>();
    Double main = null;
    Double mainError = null;
    for (int i = 0; i < specs.size(); i++) {
      MetricSpec spec = specs.get(i);
      Values of = values.get(i);
      if (of.size() == 0) {
        continue;
      }
      Aggregation aggregation = Aggregation.named(spec.aggregation());
      Observations observations = of.observations();
      double value = aggregation.value(observations);
      OptionalDouble error = aggregation.standardError(observations);
      metrics.put(spec.key(), value);
      errors.put(spec.key(), error.isPresent() ? error.getAsDouble() : null);
      if (spec.main()) {
        main = value;
        mainError = errors.get(spec.key());
      }
    }
    TreeMap<String, Double> texts = new TreeMap<>();
    similarity.forEach((name, sum) -> texts.put(name, sum[0] / sum[1]));
    return RowFactory.create(
        cell,
        samples,
        scala.jdk.javaapi.CollectionConverters.asScala(metrics),
        scala.jdk.javaapi.CollectionConverters.asScala(errors),
        main,
        mainError,
        gained,
        lost,
        compared,
        klCount == 0 ? null : klSum / klCount,
        klCount == 0 ? null : klMax,
        agreementCount == 0 ? null : agreementSum / agreementCount,
        scala.jdk.javaapi.CollectionConverters.asScala(texts),
        tokens,
        seconds,
        last.getAs("bits_per_weight"),
        last.getAs("model_bytes"),
        last.getAs("parameters"),
        last.getAs("family"),
        last.getAs("compute"),
        last.getAs("engine"));
  }
}
