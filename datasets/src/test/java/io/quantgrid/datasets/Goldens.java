package io.quantgrid.datasets;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.TaskOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** What lm-evaluation-harness 0.4.13 gave; see the README beside the files. */
public final class Goldens {
  /** The type of a document's fields. */
  public static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  private static final ObjectMapper JSON = new ObjectMapper();

  private Goldens() {}

  /** One section of units.json. */
  public static JsonNode units(String section) {
    try (InputStream in = Goldens.class.getResourceAsStream("/lm-eval/units.json")) {
      return JSON.readTree(in).path(section);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The task file of a standard task as the harness ships it, its data beside it. */
  public static Path standardTask(String run) {
    try {
      String name = "/lm-eval/standard/" + run + "/task.yaml";
      return Path.of(Goldens.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Aggregates of all runs.
   *
   * @param set {@code pocket-s} or {@code standard}
   */
  public static JsonNode results(String set) {
    try (InputStream in = Goldens.class.getResourceAsStream("/lm-eval/" + set + "/results.json")) {
      return JSON.readTree(in).get("runs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How the tasks of such a run are asked. */
  public static TaskOptions options(String run) {
    JsonNode options = results("pocket-s").path(run).path("options");
    ChatForm chat =
        options.path("fewshot_as_multiturn").asBoolean(false)
            ? ChatForm.MULTITURN
            : ChatForm.SINGLETURN;
    return new TaskOptions(
        options.path("num_fewshot").asInt(TaskOptions.AS_DEFINED),
        options.path("apply_chat_template").asBoolean(false) ? chat : ChatForm.NONE,
        options.path("system_instruction").asText(""),
        "");
  }

  /**
   * The items of a run, of pocket tasks the first 100.
   *
   * @param run its folder: {@code pocket-s/pocket_stories}
   */
  public static List<JsonNode> samples(String run) {
    String name = "/lm-eval/" + run + "/samples.jsonl.gz";
    List<JsonNode> samples = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Goldens.class.getResourceAsStream(name)),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        samples.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }
}
