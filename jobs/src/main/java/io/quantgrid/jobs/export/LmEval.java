package io.quantgrid.jobs.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Sha256;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * The files of lm-evaluation-harness 0.4.13 ({@code loggers/evaluation_tracker.py}): one {@code
 * results_DATE.json} a variant and one {@code samples_TASK_DATE.jsonl} a cell, a line a sample and
 * filter. Prompts are not among a sweep's samples: {@code doc} holds what is known of the item,
 * {@code arguments} is empty, and responses to choices are log-likelihoods alone.
 */
final class LmEval {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSSSSS").withZone(ZoneOffset.UTC);

  private LmEval() {}

  /** A name as the harness puts it in paths ({@code sanitize_model_name}). */
  static String inPath(String name) {
    return name.replaceAll("[\"<>:/|\\\\?*\\[\\]]+", "__");
  }

  static String samplesFile(ExportedCell cell, Instant finished) {
    return inPath(cell.variant())
        + "/samples_"
        + inPath(cell.task())
        + "_"
        + DATE.format(finished)
        + ".jsonl";
  }

  static String resultsFile(String variant, Instant finished) {
    return inPath(variant) + "/results_" + DATE.format(finished) + ".json";
  }

  /**
   * The results of a variant's cells and of the groups that they are in.
   *
   * @param groups rows of the groups table, of this variant
   * @param members names of the tasks of each group
   */
  static ObjectNode results(
      List<ExportedCell> cells,
      List<Row> groups,
      Map<String, List<String>> members,
      String version) {
    ExportedCell any = cells.get(0);
    ObjectNode root = NODES.objectNode();
    ObjectNode results = root.putObject("results");
    ObjectNode wholes = groups.isEmpty() ? NODES.objectNode() : root.putObject("groups");
    ObjectNode subtasks = root.putObject("group_subtasks");
    ObjectNode configs = root.putObject("configs");
    ObjectNode versions = root.putObject("versions");
    ObjectNode shots = root.putObject("n-shot");
    ObjectNode directions = root.putObject("higher_is_better");
    ObjectNode counts = root.putObject("n-samples");
    for (ExportedCell cell : cells) {
      ObjectNode result = results.putObject(cell.task());
      result.put("alias", cell.task());
      result.put("sample_len", cell.items());
      ObjectNode better = directions.putObject(cell.task());
      cell.metrics()
          .forEach(
              (key, value) -> {
                Named name = Named.of(key);
                result.put(name.metric() + "," + name.filter(), value);
                String error = name.metric() + "_stderr," + name.filter();
                if (cell.errors().containsKey(key)) {
                  result.put(error, cell.errors().get(key));
                } else {
                  result.put(error, "N/A");
                }
                better.put(name.metric(), cell.higherIsBetter().getOrDefault(key, true));
              });
      ObjectNode config = configs.putObject(cell.task());
      config.put("task", cell.task());
      config.put("output_type", outputType(cell.kind()));
      config.put("num_fewshot", cell.shots());
      versions.put(cell.task(), "quantgrid");
      shots.put(cell.task(), cell.shots());
      counts.putObject(cell.task()).put("original", cell.items()).put("effective", cell.items());
    }
    for (Row group : groups) {
      String name = group.getAs("task_group");
      ObjectNode whole = wholes.withObjectProperty(name);
      whole.put("alias", name);
      Named metric = Named.of(group.getAs("metric"));
      Double error = group.getAs("value_stderr");
      whole.put(metric.metric() + "," + metric.filter(), group.<Double>getAs("value"));
      String key = metric.metric() + "_stderr," + metric.filter();
      if (error == null) {
        whole.put(key, "N/A");
      } else {
        whole.put(key, error);
      }
      whole.put("sample_len", group.<Long>getAs("items"));
      ObjectNode better = directions.withObjectProperty(name);
      better.put(metric.metric(), group.<Boolean>getAs("higher_is_better"));
      ArrayNode tasks = subtasks.putArray(name);
      members.getOrDefault(name, List.of()).stream().filter(results::has).forEach(tasks::add);
    }
    results.setAll(wholes);
    ObjectNode config = root.putObject("config");
    config.put("model", "quantgrid");
    ObjectNode args = config.putObject("model_args");
    args.put("pretrained", any.model());
    any.details().forEach(args::put);
    root.put("git_hash", version);
    root.put("date", any.finished().toEpochMilli() / 1000.0);
    root.putObject("task_hashes");
    root.put("model_source", "quantgrid");
    root.put("model_name", any.variant());
    root.put("model_name_sanitized", inPath(any.variant()));
    return root;
  }

  private static String outputType(String kind) {
    return switch (kind) {
      case "rolling" -> "loglikelihood_rolling";
      case "generate" -> "generate_until";
      default -> kind;
    };
  }

  /** One line for each filter of a sample's metrics. */
  static List<ObjectNode> lines(Row sample, ExportedCell cell) {
    Map<String, Double> metrics = sample.getJavaMap(sample.fieldIndex("metrics"));
    Map<String, TreeMap<String, Double>> byFilter = new TreeMap<>();
    metrics.forEach(
        (key, value) ->
            byFilter
                .computeIfAbsent(Named.of(key).filter(), filter -> new TreeMap<>())
                .put(Named.of(key).metric(), value));
    List<ObjectNode> lines = new ArrayList<>();
    byFilter.forEach((filter, values) -> lines.add(line(sample, filter, values)));
    return lines;
  }

  private static ObjectNode line(Row sample, String filter, Map<String, Double> metrics) {
    String target = sample.getAs("target");
    ObjectNode line = NODES.objectNode();
    line.put("doc_id", sample.<Long>getAs("doc_id"));
    ObjectNode doc = line.putObject("doc");
    int facts = sample.fieldIndex("facts");
    if (!sample.isNullAt(facts)) {
      sample.<String, String>getJavaMap(facts).forEach(doc::put);
    }
    line.put("target", target);
    line.putObject("arguments");
    line.set("resps", responses(sample, Depth.OF_EACH));
    line.set("filtered_resps", responses(sample, Depth.OF_ALL));
    line.put("filter", filter);
    ArrayNode names = line.putArray("metrics");
    metrics.keySet().forEach(names::add);
    line.put("doc_hash", sample.<String>getAs("doc_hash"));
    line.put("prompt_hash", sample.<String>getAs("prompt_hash"));
    line.put("target_hash", Sha256.hex(target));
    metrics.forEach(line::put);
    return line;
  }

  private enum Depth {
    OF_EACH,
    OF_ALL
  }

  /** Responses as text: of each request a list of one, or after filters one of each. */
  private static ArrayNode responses(Row sample, Depth depth) {
    ArrayNode all = NODES.arrayNode();
    String output = sample.getAs("output");
    if (output != null) {
      add(all, NODES.textNode(output), depth);
      return all;
    }
    for (Object value : sample.getList(sample.fieldIndex("loglikelihoods"))) {
      add(all, NODES.arrayNode().add(String.valueOf(value)), depth);
    }
    return all;
  }

  private static void add(
      ArrayNode all, com.fasterxml.jackson.databind.JsonNode response, Depth depth) {
    all.add(depth == Depth.OF_EACH ? NODES.arrayNode().add(response) : response);
  }

  /** A metric's name in two parts; {@code none} where there is no filter. */
  private record Named(String metric, String filter) {
    static Named of(String key) {
      int comma = key.indexOf(',');
      return comma < 0
          ? new Named(key, "none")
          : new Named(key.substring(0, comma), key.substring(comma + 1));
    }
  }
}
