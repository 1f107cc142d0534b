package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.function.TaskFunction;
import io.quantgrid.datasets.read.Document;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** How a value is had from a document: {@code doc_to_text} and its like. */
sealed interface Field {
  Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");

  /**
   * The value: of a column as it stands, of a template as text, of a constant itself.
   *
   * @throws TaskException naming line, column and template
   */
  Object value(Document document);

  /** What the file says, if that is text; else empty. */
  default String source() {
    return "";
  }

  /** Whether the value is text that a template wrote, or that stands in the task file. */
  default boolean isRendered(Document document) {
    return false;
  }

  /** The same value for every document. */
  record Constant(Object value) implements Field {
    @Override
    public Object value(Document document) {
      return value;
    }
  }

  /** The column of that name, else the text itself. */
  record Column(String where, String text, Missing missing) implements Field {
    /** What a word is that is no column. */
    enum Missing {
      WORD,
      ERROR
    }

    @Override
    public boolean isRendered(Document document) {
      return !document.fields().containsKey(text);
    }

    @Override
    public String source() {
      return text;
    }

    @Override
    public Object value(Document document) {
      if (document.fields().containsKey(text) && !document.absent().contains(text)) {
        Object value = document.fields().get(text);
        if (value == null) {
          throw new TaskException(
              "Cannot make "
                  + where
                  + " of "
                  + document.origin()
                  + ": the column "
                  + text
                  + " is null (expected a value)");
        }
        return value;
      }
      boolean elsewhere = document.absent().contains(text);
      if (elsewhere || (missing == Missing.ERROR && NAME.matcher(text).matches())) {
        throw new TaskException(
            "Cannot make "
                + where
                + " of "
                + document.origin()
                + ": no column "
                + text
                + " (expected one of "
                + document.columns()
                + "; for the word itself write {{'"
                + text
                + "'}})");
      }
      return text;
    }
  }

  /** Text that a template writes. */
  record Rendered(String where, Template template) implements Field {
    @Override
    public String source() {
      return template.source();
    }

    @Override
    public boolean isRendered(Document document) {
      return true;
    }

    @Override
    public String value(Document document) {
      try {
        return template.render(document.fields(), document.absent());
      } catch (IllegalArgumentException e) {
        throw new TaskException(
            "Cannot make "
                + where
                + " of "
                + document.origin()
                + ": "
                + e.getMessage()
                + " in the template "
                + Template.shown(template.source())
                + " (expected columns among "
                + document.columns()
                + ")",
            e);
      }
    }
  }

  /** What a function makes of the document. */
  record Computed(String where, TaskFunction.OfDocument function) implements Field {
    @Override
    public Object value(Document document) {
      try {
        return function.apply(document.fields());
      } catch (IllegalArgumentException e) {
        throw new TaskException(
            "Cannot make " + where + " of " + document.origin() + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * @param source what the YAML says: text, number, list or mapping (whose values are the list)
   */
  static Field of(TaskFile file, String key, Object source) {
    return of(file, key, source, Column.Missing.ERROR);
  }

  /** A text to be shown, where a single word that is no column is no mistake. */
  static Field shown(TaskFile file, String key, Object source) {
    return of(file, key, source, Column.Missing.WORD);
  }

  private static Field of(TaskFile file, String key, Object source, Column.Missing missing) {
    String where = key + " (" + file.file().getFileName() + ")";
    if (source instanceof TaskYaml.PythonFunction) {
      return new Computed(where, file.function(key, source, TaskFunction.OfDocument.class));
    }
    if (source instanceof String text) {
      if (!Template.isTemplate(text)) {
        return new Column(where, text, missing);
      }
      try {
        return new Rendered(where, Template.compile(text));
      } catch (IllegalArgumentException e) {
        throw file.problem(key, Template.shown(text), "a template: " + e.getMessage());
      }
    }
    Object constant = source instanceof Map<?, ?> map ? List.copyOf(map.values()) : source;
    if (constant instanceof List || constant instanceof Number || constant instanceof Boolean) {
      return new Constant(constant);
    }
    throw file.problem(key, source, "text, a number or a list");
  }
}
