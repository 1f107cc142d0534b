package io.quantgrid.jobs.analyse;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Observations;
import io.quantgrid.core.stats.Measured;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What the samples of one cell come to by themselves. Takes rows of {@link SampleColumns} in the
 * order of documents, and what others took of later ones. Holds one number per sample and metric:
 * the bootstrap of a perplexity needs them all.
 */
final class CellAccumulator {
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
  private Optional<Row> last = Optional.empty();
  private Optional<ModelFacts> model = Optional.empty();

  CellAccumulator(List<MetricSpec> specs) {
    this.specs = specs;
    specs.forEach(spec -> values.add(new Values()));
  }

  /**
   * Adds a sample.
   *
   * @return its main metric, if it has one
   */
  Optional<Measured> add(Row row) {
    samples++;
    last = Optional.of(row);
    Optional<Measured> main = Optional.empty();
    for (int i = 0; i < specs.size(); i++) {
      Optional<Measured> found = SampleMetrics.of(row, i, specs.get(i));
      if (found.isPresent()) {
        values.get(i).add(found.get().value(), found.get().weight(), found.get().statistics());
      }
      main = specs.get(i).main() ? found : main;
    }
    if (!row.isNullAt(SampleColumns.BEFORE)) {
      compared++;
      String flip = row.getString(SampleColumns.FLIP);
      gained += "gained".equals(flip) ? 1 : 0;
      lost += "lost".equals(flip) ? 1 : 0;
    }
    addDivergence(row);
    if (!row.isNullAt(SampleColumns.SIMILARITY)) {
      row.<String, Double>getJavaMap(SampleColumns.SIMILARITY)
          .forEach((name, value) -> addSimilarity(name, value, 1));
    }
    tokens += row.getLong(SampleColumns.TOKENS);
    seconds += row.getDouble(SampleColumns.SECONDS);
    return main;
  }

  private void addDivergence(Row row) {
    if (!row.isNullAt(SampleColumns.KL_MEAN)) {
      klSum += row.getDouble(SampleColumns.KL_MEAN);
      klCount++;
      klMax = Math.max(klMax, row.getDouble(SampleColumns.KL_MAX));
    }
    if (!row.isNullAt(SampleColumns.AGREEMENT)) {
      agreementSum += row.getDouble(SampleColumns.AGREEMENT);
      agreementCount++;
    }
  }

  private void addSimilarity(String name, double sum, double count) {
    double[] of = similarity.computeIfAbsent(name, key -> new double[2]);
    of[0] += sum;
    of[1] += count;
  }

  /** Columns of {@link CellSchema#MEASURED}. */
  Map<String, Object> columns() {
    Map<String, Object> columns = new HashMap<>();
    putMetrics(columns);
    columns.put("samples", samples);
    columns.put("gained", gained);
    columns.put("lost", lost);
    columns.put("compared", compared);
    columns.put("kl_mean", klCount == 0 ? null : klSum / klCount);
    columns.put("kl_max", klCount == 0 ? null : klMax);
    columns.put("top1_agreement", agreementCount == 0 ? null : agreementSum / agreementCount);
    TreeMap<String, Double> texts = new TreeMap<>();
    similarity.forEach((name, sum) -> texts.put(name, sum[0] / sum[1]));
    columns.put("similarity", CollectionConverters.asScala(texts));
    columns.put("tokens", tokens);
    columns.put("seconds", seconds);
    model().ifPresent(facts -> facts.putInto(columns));
    return columns;
  }

  private void putMetrics(Map<String, Object> columns) {
    TreeMap<String, Double> metrics = new TreeMap<>();
    TreeMap<String, Double> errors = new TreeMap<>();
    for (int i = 0; i < specs.size(); i++) {
      MetricSpec spec = specs.get(i);
      if (values.get(i).size() > 0) {
        Aggregation aggregation = Aggregation.named(spec.aggregation());
        Observations observations = values.get(i).observations();
        OptionalDouble error = aggregation.standardError(observations);
        metrics.put(spec.key(), aggregation.value(observations));
        errors.put(spec.key(), error.isPresent() ? error.getAsDouble() : null);
        if (spec.main()) {
          columns.put("value", metrics.get(spec.key()));
          columns.put("value_stderr", errors.get(spec.key()));
        }
      }
    }
    columns.put("metrics", CollectionConverters.asScala(metrics));
    columns.put("stderrs", CollectionConverters.asScala(errors));
  }

  private Optional<ModelFacts> model() {
    return last.map(ModelFacts::of).or(() -> model);
  }

  /** Writes what {@link #read} adds; there is a sample. */
  void write(DataOutput out) throws IOException {
    for (Values of : values) {
      of.write(out);
    }
    out.writeInt(similarity.size());
    for (Map.Entry<String, double[]> entry : similarity.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeDouble(entry.getValue()[0]);
      out.writeDouble(entry.getValue()[1]);
    }
    for (long count :
        new long[] {samples, gained, lost, compared, klCount, agreementCount, tokens}) {
      out.writeLong(count);
    }
    for (double sum : new double[] {klSum, klMax, agreementSum, seconds}) {
      out.writeDouble(sum);
    }
    model().orElseThrow().write(out);
  }

  void read(DataInput in) throws IOException {
    for (Values of : values) {
      of.read(in);
    }
    for (int left = in.readInt(); left > 0; left--) {
      addSimilarity(in.readUTF(), in.readDouble(), in.readDouble());
    }
    samples += in.readLong();
    gained += in.readLong();
    lost += in.readLong();
    compared += in.readLong();
    klCount += in.readLong();
    agreementCount += in.readLong();
    tokens += in.readLong();
    klSum += in.readDouble();
    klMax = Math.max(klMax, in.readDouble());
    agreementSum += in.readDouble();
    seconds += in.readDouble();
    model = Optional.of(ModelFacts.read(in));
  }
}
