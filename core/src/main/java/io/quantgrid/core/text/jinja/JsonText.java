package io.quantgrid.core.text.jinja;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Python's {@code json.dumps}, whose spaces, escapes and floats are part of what a model was
 * trained on and which no library for Java writes.
 */
final class JsonText {
  private static final int MAX_DEPTH = 200;

  private enum Escapes {
    NEEDED,
    ASCII
  }

  private final StringBuilder out = new StringBuilder();
  private final Escapes escapes;
  private final String indent;

  private JsonText(Escapes escapes, String indent) {
    this.escapes = escapes;
    this.indent = indent;
  }

  /** With {@code ensure_ascii=False}, as transformers defines {@code tojson}. */
  static String plain(Object value, Object indent) {
    return new JsonText(Escapes.NEEDED, indent(indent)).write(value, 0).out.toString();
  }

  /** As Jinja2's own {@code tojson}: ASCII, keys sorted, safe inside HTML. */
  static String forHtml(Object value, Object indent) {
    return new JsonText(Escapes.ASCII, indent(indent))
        .write(sorted(value, 0), 0)
        .out
        .toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("'", "\\u0027");
  }

  /** Spaces per level as text, or "none". */
  private static String indent(Object indent) {
    if (indent instanceof String s) {
      return s;
    }
    return indent == null ? "none" : " ".repeat(Math.min(100, Math.max(0, Values.small(indent))));
  }

  private static Object sorted(Object value, int depth) {
    limit(depth);
    if (value instanceof Map<?, ?> map) {
      TreeMap<Object, Object> copy = new TreeMap<>(Operators::compare);
      map.forEach((k, v) -> copy.put(k, sorted(v, depth + 1)));
      return copy;
    }
    return value instanceof List<?> list
        ? list.stream().map(item -> sorted(item, depth + 1)).toList()
        : value;
  }

  private JsonText write(Object value, int depth) {
    limit(depth);
    Operators.fits(out.length());
    if (value instanceof String s) {
      quote(s);
    } else if (value == null) {
      out.append("null");
    } else if (value instanceof Double d) {
      out.append(
          d.isNaN()
              ? "NaN"
              : d.isInfinite() ? (d > 0 ? "Infinity" : "-Infinity") : Printing.real(d));
    } else if (value instanceof Boolean || value instanceof Number) {
      out.append(value);
    } else if (value instanceof Map<?, ?> map) {
      out.append('{');
      boolean first = true;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        separate(first, depth + 1);
        write(key(entry.getKey()), depth + 1);
        out.append(": ");
        write(entry.getValue(), depth + 1);
        first = false;
      }
      close('}', first, depth);
    } else if (value instanceof List<?> list) {
      out.append('[');
      boolean first = true;
      for (Object item : list) {
        separate(first, depth + 1);
        write(item, depth + 1);
        first = false;
      }
      close(']', first, depth);
    } else if (value instanceof Undefined u) {
      throw JinjaException.type(
          "Object of type Undefined is not JSON serializable: " + u.message());
    } else {
      throw JinjaException.type(
          "Object of type %s is not JSON serializable".formatted(Values.typeName(value)));
    }
    return this;
  }

  private static String key(Object key) {
    if (key instanceof String s) {
      return s;
    }
    if (key instanceof Boolean || key == null) {
      return String.valueOf(key);
    }
    return Printing.repr(key);
  }

  private void separate(boolean first, int depth) {
    if (indent.equals("none")) {
      out.append(first ? "" : ", ");
    } else {
      out.append(first ? "\n" : ",\n").append(indent.repeat(depth));
    }
  }

  private void close(char bracket, boolean empty, int depth) {
    if (!indent.equals("none") && !empty) {
      out.append('\n').append(indent.repeat(depth));
    }
    out.append(bracket);
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ' || (escapes == Escapes.ASCII && c > '~')) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void limit(int depth) {
    if (depth > MAX_DEPTH) {
      throw JinjaException.limit("a value nested deeper than " + MAX_DEPTH);
    }
  }
}
