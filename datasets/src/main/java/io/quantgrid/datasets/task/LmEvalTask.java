package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.datasets.code.Sandbox;
import io.quantgrid.datasets.read.Document;
import io.quantgrid.datasets.read.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A task as lm-evaluation-harness 0.4.13 runs it, from its definition and its data. Made by {@link
 * TaskFiles}.
 */
public final class LmEvalTask implements Task {
  private final TaskDefinition definition;
  private final Judging judging;
  private final Documents data;
  private final FewShot fewShot;
  private final TaskOptions options;
  private final List<MetricSpec> metrics;
  private final String digest;
  private final AtomicReference<Scorer> scorer = new AtomicReference<>();

  /**
   * @param judging of the definition, over its data
   * @param options how it is asked beside what the definition says
   */
  LmEvalTask(
      TaskDefinition definition,
      Judging judging,
      Documents data,
      FewShot fewShot,
      TaskOptions options,
      String digest) {
    this.definition = definition;
    this.judging = judging;
    this.data = data;
    this.fewShot = fewShot;
    this.options = options;
    this.metrics = definition.metrics();
    this.digest = digest;
  }

  @Override
  public String name() {
    return options.name().isEmpty() ? definition.name() : options.name();
  }

  @Override
  public Kind kind() {
    return definition.kind();
  }

  @Override
  public String type() {
    return tags().isEmpty() ? "other" : tags().get(0);
  }

  /** All tags of the task. */
  public List<String> tags() {
    return definition.tags();
  }

  @Override
  public int shots() {
    return fewShot.shots();
  }

  /** What is evaluated. */
  public Documents documents() {
    return data;
  }

  @Override
  public int repeats() {
    return definition.repeats();
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
  public Optional<String> programs() {
    return definition.runsPrograms()
        ? Optional.of(Sandbox.available() ? "" : "python3 on the PATH, to run programs with")
        : Optional.empty();
  }

  @Override
  public List<Item> items(int from, int to) {
    List<Item> items = new ArrayList<>(Math.max(to - from, 0));
    for (Document document : data.read(from, to)) {
      items.add(scorer().item(document, preamble(document)).with(definition.facts().of(document)));
    }
    return items;
  }

  @Override
  public Judgement judge(Item item, List<Response> responses) {
    if (item.requests().size() != responses.size()) {
      throw new IllegalArgumentException(
          "Cannot judge item %d: %d responses (expected %d)"
              .formatted(item.docId(), responses.size(), item.requests().size()));
    }
    int position = Math.toIntExact(item.docId());
    Document document = data.read(position, position + 1).get(0);
    Scorer scorer = scorer();
    return judging.judge(document, scorer.gold(document), scorer.outcome(item, responses));
  }

  /** Settled when it is asked for, so that broken data breaks no more than what reads it. */
  private Scorer scorer() {
    Scorer known = scorer.get();
    if (known == null) {
      known = definition.scorer().settled(data);
      scorer.set(known);
    }
    return known;
  }

  private Preamble preamble(Document document) {
    if (kind() == Kind.ROLLING) {
      return new Preamble(ChatForm.NONE, "", List.of()); // the text stands alone
    }
    return new Preamble(options.chat(), system(document), fewShot.examples(document));
  }

  /** Instruction and description. */
  private String system(Document document) {
    String described =
        definition.description().map(field -> Values.text(field.value(document))).orElse("");
    return options.system().isEmpty()
        ? described
        : Turn.joined(options.system(), described, definition.fewshotDelimiter());
  }

  TaskDefinition definition() {
    return definition;
  }

  @Override
  public String toString() {
    return name() + " (" + definition.file().file() + ")";
  }
}
