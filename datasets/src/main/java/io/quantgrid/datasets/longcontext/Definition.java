package io.quantgrid.datasets.longcontext;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.kernels.name.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a file says about a generated task.
 *
 * @param lengths most tokens (or characters) of prompt and answer
 * @param depths in percent; empty where they are drawn
 * @param samples per length and depth
 */
record Definition(
    String task,
    List<String> tags,
    Generator generator,
    Parameters parameters,
    List<Integer> lengths,
    List<Integer> depths,
    int samples,
    int seed,
    int answerTokens,
    Measure measure) {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));
  private static final String GENERATOR = "generator";
  private static final List<String> KEYS =
      List.of(
          "task",
          "tag",
          GENERATOR,
          "lengths",
          "depths",
          "samples",
          "seed",
          "answer_tokens",
          "tokenizer");
  private static final int DEFAULT_SAMPLES = 20;
  private static final int MAX_LENGTH = 1 << 24;

  /** Whether a file, which may be anything, defines a generated task. */
  static boolean isOne(Path file) {
    try {
      return keys(file).containsKey(GENERATOR);
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * @throws TaskException naming file and key of what cannot be used
   */
  static Definition read(Path file) {
    try {
      return new Reading(file, keys(file)).definition();
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new TaskException(
          "Cannot read " + file + place + ": " + e.getOriginalMessage() + " (expected YAML)", e);
    } catch (IOException e) {
      throw new TaskException("Cannot read " + file + ": " + e + " (expected a task file)", e);
    }
  }

  /**
   * The same of keys that were read already.
   *
   * @param file for messages and what is relative to it
   */
  static Definition of(Path file, Map<String, Object> keys) {
    return new Reading(file, keys).definition();
  }

  private static Map<String, Object> keys(Path file) throws IOException {
    Map<String, Object> keys =
        YAML.readValue(
            Files.readString(file), new TypeReference<LinkedHashMap<String, Object>>() {});
    return keys == null ? Map.of() : keys;
  }

  /** All that decides prompts and scores. */
  String canonical() {
    return String.join(
        "\n",
        generator.name(),
        new TreeMap<>(parameters.values()).toString(),
        lengths.toString(),
        depths.toString(),
        "seed " + seed,
        "samples " + samples,
        "answer " + answerTokens,
        measure.fingerprint());
  }

  /** The same as a file may say it, with what is not said there. */
  String written() {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("task", task);
    keys.put("tag", tags);
    keys.put(GENERATOR, generator.name());
    keys.putAll(new TreeMap<>(parameters.values()));
    keys.put("lengths", lengths);
    keys.put("depths", depths);
    keys.put("samples", samples);
    keys.put("seed", seed);
    keys.put("answer_tokens", answerTokens);
    StringBuilder text = new StringBuilder();
    keys.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
    return text.append("# lengths in ").append(measure.unit()).append('\n').toString();
  }

  private record Reading(Path file, Map<String, Object> keys) {
    Definition definition() {
      Generator generator = generator();
      checkKeys(generator);
      String task = text("task", file.getFileName().toString().replaceFirst("\\.ya?ml$", ""));
      List<Integer> depths = numbers("depths", List.of(), 0, 100);
      if (!depths.isEmpty() && generator.depth() == Generator.Depth.DRAWN) {
        throw problem("depths", depths, "none for " + generator.name());
      }
      return new Definition(
          task,
          tags(),
          generator,
          parameters(generator),
          numbers("lengths", null, 1, MAX_LENGTH),
          depths,
          number("samples", DEFAULT_SAMPLES, 1),
          number("seed", 0, 0),
          number("answer_tokens", generator.answerTokens(), 1),
          measure());
    }

    private Generator generator() {
      String name = text(GENERATOR, "none");
      return Generators.named(name)
          .orElseThrow(
              () ->
                  problem(
                      GENERATOR,
                      name + Names.hint(name, Generators.names()),
                      "one of " + Generators.names()));
    }

    private void checkKeys(Generator generator) {
      List<String> known = new ArrayList<>(KEYS);
      known.addAll(generator.parameters().keySet().stream().sorted().toList());
      for (String key : keys.keySet()) {
        if (!known.contains(key)) {
          throw new TaskException(
              "Cannot load "
                  + file
                  + ": unknown key "
                  + key
                  + " (expected one of "
                  + known
                  + ")"
                  + Names.hint(key, known));
        }
      }
    }

    private Parameters parameters(Generator generator) {
      Map<String, Object> values = new LinkedHashMap<>();
      generator
          .parameters()
          .forEach(
              (name, allowed) ->
                  values.put(
                      name,
                      allowed.get(0) instanceof Integer otherwise
                          ? (Object) number(name, otherwise, 1)
                          : word(name, allowed)));
      return new Parameters(values);
    }

    private String word(String key, List<?> allowed) {
      String word = text(key, String.valueOf(allowed.get(0)));
      if (!allowed.contains(word)) {
        throw problem(key, word, "one of " + allowed);
      }
      return word;
    }

    private Measure measure() {
      String folder = text("tokenizer", "");
      return folder.isEmpty()
          ? Measure.characters()
          : TokenMeasure.of(file.toAbsolutePath().resolveSibling(folder).normalize());
    }

    private List<String> tags() {
      Object value = keys.getOrDefault("tag", List.of());
      List<?> tags = value instanceof List<?> list ? list : List.of(value);
      return tags.stream().map(String::valueOf).toList();
    }

    private String text(String key, String otherwise) {
      Object value = keys.getOrDefault(key, otherwise);
      if (value instanceof String text) {
        return text;
      }
      throw problem(key, value, "text");
    }

    private int number(String key, int otherwise, int least) {
      Object value = keys.getOrDefault(key, otherwise);
      if (value instanceof Integer number && number >= least) {
        return number;
      }
      throw problem(key, value, "a whole number from " + least);
    }

    private List<Integer> numbers(String key, List<Integer> otherwise, int least, int most) {
      Object value = keys.getOrDefault(key, otherwise);
      List<Integer> numbers = new ArrayList<>();
      if (value instanceof List<?> list) {
        for (Object one : list) {
          if (one instanceof Integer number && number >= least && number <= most) {
            numbers.add(number);
          }
        }
        boolean distinct = numbers.stream().distinct().count() == list.size();
        if (distinct && (otherwise != null || !numbers.isEmpty())) {
          return numbers;
        }
      }
      throw problem(key, value, "different whole numbers from " + least + " to " + most);
    }

    private TaskException problem(String key, Object value, String expected) {
      return new TaskException(
          "Cannot load " + file + ": " + key + ": " + value + " (expected " + expected + ")");
    }
  }
}
