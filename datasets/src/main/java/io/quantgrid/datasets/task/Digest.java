package io.quantgrid.datasets.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.datasets.function.FunctionLibraries;
import io.quantgrid.datasets.read.Documents;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The content address of a task: what it says and what its data files hold, not where they lie. */
final class Digest {
  /** To be raised when the same file comes to mean other requests or judgements. */
  private static final String VERSION = "lm-eval-task-2";

  /** Keys that change no request and no judgement. */
  private static final List<String> LEFT_OUT =
      List.of(
          "task",
          "tag",
          "task_alias",
          "dataset_name",
          "should_decontaminate",
          "doc_to_decontamination_query",
          "unsafe_code",
          "dataset_kwargs");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Digest() {}

  static String of(TaskFile file, List<Documents> data) {
    Map<String, Object> keys = new TreeMap<>(file.keys());
    keys.keySet().removeAll(LEFT_OUT);
    keys.replaceAll((key, value) -> sorted(file, key, value));
    try {
      MessageDigest digest = Sha256.digest();
      digest.update(
          (VERSION + "\n" + JSON.writeValueAsString(keys)).getBytes(StandardCharsets.UTF_8));
      data.forEach(
          lines -> digest.update(("\n" + lines.sha256()).getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The digest of a task that needs more than its documents. */
  static String of(String digest, List<String> needed) {
    return needed.isEmpty() ? digest : Sha256.hex(digest + "\n" + String.join("\n", needed));
  }

  /** The digest of a task that is asked otherwise than its file says. */
  static String of(String digest, TaskOptions options) {
    return options.chat() == ChatForm.NONE && options.system().isEmpty()
        ? digest
        : Sha256.hex(
            "%s\nchat %s\nsystem %s".formatted(digest, options.chat().text(), options.system()));
  }

  /** A function is what it is in Java, with its version. */
  private static Object sorted(TaskFile file, String key, Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> entries = new TreeMap<>();
      map.forEach((name, inner) -> entries.put(String.valueOf(name), sorted(file, key, inner)));
      entries.remove(BertScoring.ENCODER); // its contents count
      return entries;
    }
    if (value instanceof TaskYaml.PythonFunction function) {
      return FunctionLibraries.find(file.folder(key), function.name())
          .map(FunctionLibraries.Found::id)
          .orElse(function.name());
    }
    return value instanceof List<?> list
        ? list.stream().map(one -> sorted(file, key, one)).toList()
        : value;
  }
}
