package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.JsonLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A task as lm-evaluation-harness 0.4.13 runs it, from its YAML file and JSON lines. Made by {@link
 * TaskFiles}.
 */
public final class LmEvalTask implements Task {
  private final TaskFile file;
  private final String name;
  private final List<String> tags;
  private final JsonLines data;
  private final Optional<Field> description;
  private final FewShot fewShot;
  private final Scorer scorer;
  private final List<MetricSpec> metrics;
  private final String digest;

  LmEvalTask(
      TaskFile file,
      String name,
      JsonLines data,
      Optional<Field> description,
      FewShot fewShot,
      Scorer scorer,
      String digest) {
    this.file = file;
    this.name = name;
    this.tags = file.strings("tag");
    this.data = data;
    this.description = description;
    this.fewShot = fewShot;
    this.scorer = scorer;
    this.metrics = List.copyOf(scorer.metrics());
    this.digest = digest;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Kind kind() {
    return scorer.kind();
  }

  @Override
  public String type() {
    return tags.isEmpty() ? "other" : tags.get(0);
  }

  /** All tags of the task. */
  public List<String> tags() {
    return tags;
  }

  @Override
  public int shots() {
    return fewShot.shots();
  }

  @Override
  public int size() {
    return data.size();
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public List<MetricSpec> metrics() {
    return metrics;
  }

  @Override
  public List<Item> items(int from, int to) {
    List<Item> items = new ArrayList<>(Math.max(to - from, 0));
    for (Document document : data.read(from, to)) {
      items.add(scorer.item(document, context(document)));
    }
    return items;
  }

  @Override
  public Judgement judge(Item item, List<Response> responses) {
    return scorer.judge(item, responses);
  }

  /** What stands before the question: description and examples. */
  private String context(Document document) {
    String described = description.map(field -> Values.text(field.value(document))).orElse("");
    return described + fewShot.examples(document);
  }

  Scorer scorer() {
    return scorer;
  }

  @Override
  public String toString() {
    return name + " (" + file.file() + ")";
  }
}
