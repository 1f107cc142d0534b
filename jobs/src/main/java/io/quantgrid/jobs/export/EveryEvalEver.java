package io.quantgrid.jobs.export;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Row;

/**
 * Records of Every Eval Ever (evaleval/every_eval_ever): {@code eval.schema.json} 0.3.0 a cell and
 * {@code instance_level_eval.schema.json} 0.3.0 a sample that is right or wrong, under the names
 * that its validator wants. Prompts are not among a sweep's samples, so {@code input.raw} is their
 * SHA-256.
 */
final class EveryEvalEver {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String VERSION = "0.3.0";

  private EveryEvalEver() {}

  private static String file(ExportedCell cell) {
    return "data/"
        + LmEval.inPath(cell.task())
        + "/unknown/"
        + LmEval.inPath(cell.variant())
        + "/"
        + uuid(cell.cell());
  }

  /** The same for the same cell, with the bits of a random one (RFC 9562, version 4). */
  private static UUID uuid(String cell) {
    ByteBuffer hash =
        ByteBuffer.wrap(Sha256.digest().digest(cell.getBytes(StandardCharsets.UTF_8)));
    return new UUID(
        (hash.getLong() & ~0xf000L) | 0x4000L, (hash.getLong() >>> 2) | 0x8000000000000000L);
  }

  static String samplesFile(ExportedCell cell) {
    return file(cell) + "_samples.jsonl";
  }

  static String resultsFile(ExportedCell cell) {
    return file(cell) + ".json";
  }

  private static String id(ExportedCell cell) {
    return cell.task() + "/" + model(cell) + "/" + cell.finished().getEpochSecond();
  }

  private static String model(ExportedCell cell) {
    return "unknown/" + LmEval.inPath(cell.variant());
  }

  private static String resultId(ExportedCell cell, String metric) {
    return id(cell) + "#" + metric;
  }

  /** The aggregate record of a cell. */
  static ObjectNode results(ExportedCell cell, String version) {
    ObjectNode root = NODES.objectNode();
    root.put("schema_version", VERSION);
    root.put("evaluation_id", id(cell));
    root.put("evaluation_timestamp", String.valueOf(cell.finished().getEpochSecond()));
    root.put("retrieved_timestamp", String.valueOf(cell.finished().getEpochSecond()));
    root.putObject("source_metadata")
        .put("source_name", "quantgrid")
        .put("source_type", "evaluation_run")
        .put("source_organization_name", "unknown")
        .put("evaluator_relationship", "other");
    root.putObject("eval_library").put("name", "quantgrid").put("version", version);
    ObjectNode model = root.putObject("model_info");
    model.put("name", cell.variant()).put("id", model(cell));
    model
        .putObject("inference_engine")
        .put("name", "quantgrid " + cell.details().get("engine"))
        .put("version", version);
    ObjectNode details = model.putObject("additional_details");
    cell.details().forEach(details::put);
    details.put("deployment_type", "self_deployed").put("model_availability", "unknown");
    var results = root.putArray("evaluation_results");
    cell.metrics().forEach((name, value) -> results.add(result(cell, name, value)));
    root.putObject("detailed_evaluation_results")
        .put("format", "jsonl")
        .put("file_path", samplesFile(cell))
        .put("hash_algorithm", "sha256");
    return root;
  }

  private static ObjectNode result(ExportedCell cell, String name, double value) {
    ObjectNode result = NODES.objectNode();
    result.put("evaluation_result_id", resultId(cell, name));
    result.put("evaluation_name", cell.task());
    result.putObject("source_data").put("dataset_name", cell.task()).put("source_type", "other");
    ObjectNode config = result.putObject("metric_config");
    config
        .put("evaluation_description", name)
        .put("metric_name", name)
        .put("lower_is_better", !cell.higherIsBetter().getOrDefault(name, true))
        .put("score_type", "continuous");
    double[] range = range(name);
    config.put("min_score", range[0]);
    if (range[1] == Double.POSITIVE_INFINITY) {
      config.put("max_score", "Infinity");
    } else {
      config.put("max_score", range[1]);
    }
    ObjectNode details = result.putObject("score_details");
    details.put("score", value);
    ObjectNode uncertainty = details.putObject("uncertainty");
    if (cell.errors().containsKey(name)) {
      uncertainty.putObject("standard_error").put("value", cell.errors().get(name));
    }
    uncertainty.put("num_samples", cell.items());
    return result;
  }

  /** As docs/metrics.md says. */
  private static double[] range(String name) {
    String metric = name.replaceFirst(",.*", "");
    if (metric.contains("perplexity") || metric.startsWith("ppl") || metric.equals("ter")) {
      return new double[] {0, Double.POSITIVE_INFINITY};
    } else if (metric.equals("bits_per_byte")) {
      return new double[] {0, Double.POSITIVE_INFINITY};
    } else if (metric.startsWith("bleu") || metric.startsWith("chrf")) {
      return new double[] {0, 100};
    }
    return metric.equals("mcc") ? new double[] {-1, 1} : new double[] {0, 1};
  }

  /** The record of a sample, if it is right or wrong. */
  static List<ObjectNode> lines(Row sample, ExportedCell cell) {
    if (sample.isNullAt(sample.fieldIndex("correct"))) {
      return List.of();
    }
    boolean correct = sample.<Boolean>getAs("correct");
    Map<String, Double> metrics = sample.getJavaMap(sample.fieldIndex("metrics"));
    Object predicted = sample.getAs("predicted");
    String output = sample.getAs("output");
    String answer = output != null ? output : predicted == null ? "" : predicted.toString();
    ObjectNode line = NODES.objectNode();
    line.put("schema_version", VERSION);
    line.put("evaluation_id", id(cell));
    line.put("model_id", model(cell));
    line.put("evaluation_name", cell.task());
    if (cell.metrics().containsKey(cell.mainMetric())) {
      line.put("evaluation_result_id", resultId(cell, cell.mainMetric()));
    }
    line.put("sample_id", String.valueOf(sample.<Long>getAs("doc_id")));
    String prompt = "sha256:" + sample.<String>getAs("prompt_hash");
    String target = sample.getAs("target");
    line.put("sample_hash", Sha256.hex(prompt + target));
    line.put("interaction_type", "single_turn");
    ObjectNode input = line.putObject("input");
    input.put("raw", prompt);
    input.putArray("reference").add(target);
    line.putObject("output").putArray("raw").add(answer);
    line.putArray("answer_attribution")
        .addObject()
        .put("turn_idx", 0)
        .put("source", "output.raw")
        .put("extracted_value", answer)
        .put("extraction_method", output == null ? "largest log-likelihood" : "filters of the task")
        .put("is_terminal", true);
    line.putObject("evaluation")
        .put("score", metrics.getOrDefault(cell.mainMetric(), correct ? 1.0 : 0.0))
        .put("is_correct", correct);
    int read = sample.<Integer>getAs("prompt_tokens");
    int generated = sample.<Integer>getAs("output_tokens");
    line.putObject("token_usage")
        .put("input_tokens", read)
        .put("output_tokens", generated)
        .put("total_tokens", read + generated);
    line.putObject("performance").put("latency_ms", 1000 * sample.<Double>getAs("seconds"));
    ObjectNode metadata = line.putObject("metadata");
    int facts = sample.fieldIndex("facts");
    if (!sample.isNullAt(facts)) {
      sample.<String, String>getJavaMap(facts).forEach(metadata::put);
    }
    return List.of(line);
  }
}
