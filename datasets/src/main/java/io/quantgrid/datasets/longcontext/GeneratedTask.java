package io.quantgrid.datasets.longcontext;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Item;
import io.quantgrid.core.evaluate.Judgement;
import io.quantgrid.core.evaluate.Kind;
import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Prompt;
import io.quantgrid.core.evaluate.Request;
import io.quantgrid.core.evaluate.Response;
import io.quantgrid.core.evaluate.Sampling;
import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.core.evaluate.TaskOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A task whose prompts are made when they are asked for: every length at every depth, as often as
 * there are samples. An item depends on the definition and its place alone, and the grid is gone
 * through once before the next sample, so that any number of first items covers it evenly.
 */
public final class GeneratedTask implements Task {
  /** To be raised when the same definition comes to mean other prompts or scores. */
  private static final String VERSION = "generated-1";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Definition definition;
  private final TaskOptions options;
  private final List<Place> places;

  private GeneratedTask(Definition definition, TaskOptions options) {
    this.definition = definition;
    this.options = options;
    List<OptionalInt> depths =
        definition.depths().isEmpty()
            ? List.of(OptionalInt.empty())
            : definition.depths().stream().map(OptionalInt::of).toList();
    this.places =
        definition.lengths().stream()
            .flatMap(length -> depths.stream().map(depth -> place(length, depth)))
            .toList();
  }

  private Place place(int length, OptionalInt depth) {
    return new Place(length, length / definition.measure().perToken(), depth);
  }

  /** Whether a file defines a task of this kind: by its key {@code generator}. */
  public static boolean isOne(Path file) {
    return Definition.isOne(file);
  }

  /**
   * @throws TaskException naming file and key of what cannot be used
   */
  public static GeneratedTask read(Path file) {
    return read(file, TaskOptions.none());
  }

  /**
   * The same, asked with other options than the file's. Lengths are those of the text, without what
   * a chat template adds.
   *
   * @throws TaskException also when there shall be examples
   */
  public static GeneratedTask read(Path file, TaskOptions options) {
    checkShots(file, options);
    return new GeneratedTask(Definition.read(file), options);
  }

  /**
   * The same of keys that were read already: of a member of a group, or a file with includes.
   *
   * @param file for messages and what is relative to it
   */
  public static GeneratedTask of(Path file, Map<String, Object> keys, TaskOptions options) {
    checkShots(file, options);
    return new GeneratedTask(Definition.of(file, keys), options);
  }

  private static void checkShots(Path file, TaskOptions options) {
    if (options.shots() > 0) {
      throw new TaskException(
          "Cannot load "
              + file
              + ": shots: "
              + options.shots()
              + " (expected none: the task is"
              + " generated)");
    }
  }

  /** What the task says as YAML, with what its file leaves unsaid. */
  public String yaml() {
    return definition.written();
  }

  /** How many first items go through every length and depth once. */
  public int places() {
    return places.size();
  }

  @Override
  public String name() {
    return options.name().isEmpty() ? definition.task() : options.name();
  }

  @Override
  public Kind kind() {
    return Kind.GENERATE;
  }

  @Override
  public String type() {
    return definition.tags().isEmpty() ? "other" : definition.tags().get(0);
  }

  @Override
  public int shots() {
    return 0;
  }

  @Override
  public int size() {
    return Math.multiplyExact(places.size(), definition.samples());
  }

  @Override
  public String digest() {
    String asked = "chat " + options.chat().text() + "\nsystem " + options.system();
    return Sha256.hex(VERSION + "\n" + definition.canonical() + "\n" + asked);
  }

  @Override
  public List<MetricSpec> metrics() {
    return List.of(new MetricSpec(scoring().metric(), "none", "mean", "none", true, true));
  }

  @Override
  public List<Item> items(int from, int to) {
    List<Item> items = new ArrayList<>();
    try (Measure.Open measure = definition.measure().open()) {
      for (int position = from; position < to; position++) {
        items.add(item(position, measure));
      }
    }
    return items;
  }

  private Item item(int position, Measure.Open measure) {
    Place place = places.get(position % places.size());
    Draws draws =
        Draws.of(definition.seed())
            .at(position / places.size())
            .at(place.length())
            .at(place.depth().orElse(-1));
    Puzzle puzzle = definition.generator().maker().puzzle(draws, place, definition.parameters());
    String prompt;
    try {
      prompt = Sizing.longest(puzzle, place.length() - definition.answerTokens(), measure);
    } catch (TaskException e) {
      throw new TaskException(
          "Cannot make item "
              + position
              + " of "
              + name()
              + ": lengths: "
              + place.length()
              + " less "
              + definition.answerTokens()
              + " for the answer: "
              + e.getMessage(),
          e);
    }
    Map<String, String> facts = new TreeMap<>();
    facts.put("length", String.valueOf(place.length()));
    place.depth().ifPresent(depth -> facts.put("depth", String.valueOf(depth)));
    return new Item(
        position,
        Sha256.hex(prompt),
        List.of(
            new Request.Generate(
                asked(prompt), List.of(), definition.answerTokens(), Sampling.greedy(), 0)),
        List.of(),
        written(puzzle.answers()),
        0,
        0,
        facts);
  }

  /** As text, or as a turn of the user and the beginning of the assistant's, the last line. */
  private Prompt asked(String prompt) {
    if (options.chat() == ChatForm.NONE) {
      return Prompt.of(options.system().isEmpty() ? prompt : options.system() + "\n\n" + prompt);
    }
    int line = prompt.lastIndexOf('\n');
    List<Prompt.Message> messages = new ArrayList<>();
    if (!options.system().isEmpty()) {
      messages.add(new Prompt.Message(Prompt.Message.SYSTEM, options.system()));
    }
    messages.add(new Prompt.Message(Prompt.Message.USER, prompt.substring(0, line)));
    return new Prompt.Chat(messages, prompt.substring(line + 1));
  }

  @Override
  public Judgement judge(Item item, List<Response> responses) {
    if (responses.size() != 1 || !(responses.get(0) instanceof Response.Text response)) {
      throw new IllegalArgumentException(
          "Cannot judge: " + responses + " (expected one generated text)");
    }
    double score = scoring().score(answers(item), response.text());
    return new Judgement(
        Map.of(scoring().metric(), score),
        Optional.of(score == 1),
        OptionalInt.empty(),
        Optional.of(response.text()));
  }

  private Scoring scoring() {
    return definition.generator().scoring();
  }

  private static String written(List<String> answers) {
    try {
      return JSON.writeValueAsString(answers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> answers(Item item) {
    try {
      return JSON.readValue(item.target(), new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot judge: " + item.target() + " (expected the answers as JSON)", e);
    }
  }
}
