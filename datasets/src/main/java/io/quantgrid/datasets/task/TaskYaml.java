package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** YAML 1.1, as PyYAML reads task files; {@code !function} becomes a {@link PythonFunction}. */
final class TaskYaml {
  private static final int MAX_DEPTH = 50;
  private static final int MAX_BYTES = 16 << 20;
  private static final int WIDTH = 120;

  /** A reference to Python code, which cannot be run here. */
  record PythonFunction(String name) {}

  private TaskYaml() {}

  /**
   * The file's keys; those that are null are left out, as they mean the default.
   *
   * @throws TaskException naming the file, and the line of what cannot be read
   */
  static Map<String, Object> read(Path file) {
    return parsed(text(file), file);
  }

  /**
   * The keys of a text.
   *
   * @param file for messages
   */
  static Map<String, Object> parsed(String text, Path file) {
    Object root;
    try {
      root = parse(text);
    } catch (YAMLException e) {
      throw new TaskException(
          "Cannot read " + file + ": " + flat(e.getMessage()) + " (expected YAML)", e);
    }
    if (!(root instanceof Map<?, ?> map)) {
      throw new TaskException("Cannot read " + file + ": no keys (expected a task file)");
    }
    Map<String, Object> keys = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (value != null) {
            keys.put(String.valueOf(key), value);
          }
        });
    return keys;
  }

  /** Keys as they may stand in a file. */
  static String write(Map<String, Object> keys) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setAllowUnicode(true);
    options.setWidth(WIDTH);
    return new Yaml(new Writer(options), options).dump(keys);
  }

  /** The escape of a slash, which PyYAML knows too, is a slash. */
  private static Object parse(String text) {
    String rest = text;
    while (true) {
      try {
        return load(rest);
      } catch (MarkedYAMLException e) {
        int slash = escapedSlash(rest, e.getProblemMark());
        if (slash < 0) {
          throw e;
        }
        rest = rest.substring(0, slash - 1) + rest.substring(slash);
      }
    }
  }

  /** Where a slash stands that a scalar escapes, if that is what the mark is at; else -1. */
  private static int escapedSlash(String text, Mark mark) {
    int points = mark == null ? 0 : mark.getIndex();
    if (points < 1 || points >= text.codePointCount(0, text.length())) {
      return -1;
    }
    int at = text.offsetByCodePoints(0, points);
    return text.startsWith("\\/", at - 1) ? at : -1;
  }

  private static Object load(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(true); // the last one counts
    options.setWarnOnDuplicateKeys(false);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_DEPTH);
    options.setCodePointLimit(MAX_BYTES);
    return new Yaml(new Constructor(options)).load(text);
  }

  private static String text(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new TaskException(
          "Cannot read "
              + file
              + ": "
              + (Files.exists(file) ? "not a file" : "no such file")
              + " (expected a task file)");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new TaskException(
            "Cannot read " + file + ": too long (expected at most " + MAX_BYTES + " bytes)");
      }
      byte[] bytes = Files.readAllBytes(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new TaskException("Cannot read " + file + ": not UTF-8 (expected a task file)", e);
    } catch (IOException e) {
      throw new TaskException("Cannot read " + file + ": " + e + " (expected a task file)", e);
    }
  }

  private static String flat(String message) {
    return message.strip().replaceAll("\\s*\\n\\s*", "; ");
  }

  private static final class Constructor extends SafeConstructor {
    Constructor(LoaderOptions options) {
      super(options);
      yamlConstructors.put(
          new Tag("!function"),
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              return new PythonFunction(
                  node instanceof ScalarNode scalar ? scalar.getValue() : node.toString());
            }
          });
    }
  }

  private static final class Writer extends Representer {
    Writer(DumperOptions options) {
      super(options);
      representers.put(
          PythonFunction.class,
          data -> representScalar(new Tag("!function"), ((PythonFunction) data).name()));
    }
  }
}
