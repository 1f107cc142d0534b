package io.quantgrid.core.grid;

import io.quantgrid.core.grid.Value.Mapping;
import io.quantgrid.core.grid.Value.Scalar;
import io.quantgrid.core.grid.Value.Sequence;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;

/**
 * YAML to {@link Value}s and back. Nothing is constructed from tags; depth, aliases and the number
 * of values are bounded, aliases expanded.
 */
final class YamlText {
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final int MOST_VALUES = 20_000;
  private static final int MOST_ALIASES = 50;
  private static final int DEEPEST = 20;

  private static final Map<Tag, Value.Type> TYPES =
      Map.of(
          Tag.STR, Value.Type.TEXT,
          Tag.TIMESTAMP, Value.Type.TEXT,
          Tag.INT, Value.Type.INTEGER,
          Tag.FLOAT, Value.Type.NUMBER,
          Tag.BOOL, Value.Type.BOOLEAN,
          Tag.NULL, Value.Type.NOTHING);

  private static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Problems problems;
  private int values;

  private YamlText(Problems problems) {
    this.problems = problems;
  }

  /** The document, or empty when there is none that can be used; then a problem says why. */
  static Optional<Value> parse(String text, Place place, Problems problems) {
    Place whole = new Place(place.source(), 0, place.path());
    try {
      Node node = yaml().compose(new StringReader(text));
      if (node == null) {
        problems.add(whole, "an empty document", "YAML with keys and values, as in name: mine");
        return Optional.empty();
      }
      return Optional.of(new YamlText(problems).value(node, place(place, node), 0));
    } catch (TooLarge e) {
      problems.add(
          whole,
          "more than " + MOST_VALUES + " values or " + DEEPEST + " levels",
          "a sweep, without anchors that multiply");
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      int line = mark == null || place.line() == 0 ? 0 : mark.getLine() + 1;
      problems.add(new Place(place.source(), line, place.path()), problem(e), expected(e));
    } catch (ReaderException e) {
      int line = (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      Place bad = new Place(place.source(), place.line() == 0 ? 0 : line + 1, place.path());
      problems.add(bad, String.format("character U+%04X", e.getCodePoint()), "text");
    } catch (YAMLException e) {
      problems.add(whole, firstLine(e.getMessage()), "YAML");
    }
    return Optional.empty();
  }

  private static String problem(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    return isTab(e) ? "a tab" : context + firstLine(e.getProblem());
  }

  private static String expected(MarkedYAMLException e) {
    return isTab(e) ? "spaces for indentation" : "YAML";
  }

  private static boolean isTab(MarkedYAMLException e) {
    return e.getProblem() != null && e.getProblem().contains("TAB");
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private Value value(Node node, Place place, int depth) {
    if (++values > MOST_VALUES || depth > DEEPEST) {
      throw new TooLarge();
    }
    if (node instanceof MappingNode mapping) {
      return mapping(mapping, place, depth);
    }
    if (node instanceof SequenceNode sequence) {
      List<Value> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        int line = place(place, item).line();
        items.add(value(item, place.index(items.size(), line), depth + 1));
      }
      checkTag(node, Tag.SEQ, place);
      return new Sequence(place, items);
    }
    ScalarNode scalar = (ScalarNode) node;
    Value.Type type = TYPES.get(scalar.getTag());
    if (type == null) {
      checkTag(node, Tag.STR, place);
      type = Value.Type.TEXT;
    }
    return new Scalar(place, type, scalar.getValue());
  }

  private Value mapping(MappingNode node, Place place, int depth) {
    Map<String, Value> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      Node keyNode = tuple.getKeyNode();
      int line = place(place, keyNode).line();
      if (!(keyNode instanceof ScalarNode key)) {
        problems.add(new Place(place.source(), line, place.path()), "a key of several", "a word");
        continue;
      }
      Place keyPlace = place.key(key.getValue(), line);
      Value before = entries.get(key.getValue());
      if (before != null) {
        String earlier = before.place().line() == 0 ? "" : " on line " + before.place().line();
        problems.add(keyPlace, "given twice", "each key once; it stands" + earlier + " already");
        continue;
      }
      entries.put(key.getValue(), value(tuple.getValueNode(), keyPlace, depth + 1));
    }
    checkTag(node, Tag.MAP, place);
    return new Mapping(place, entries);
  }

  private void checkTag(Node node, Tag expected, Place place) {
    if (!node.getTag().equals(expected)) {
      problems.add(place, "tag " + node.getTag().getValue(), "no tag");
    }
  }

  /** A child's place, before its key is known. Overrides have no lines. */
  private static Place place(Place parent, Node node) {
    boolean lines = parent.line() > 0 && node.getStartMark() != null;
    return new Place(parent.source(), lines ? node.getStartMark().getLine() + 1 : 0, parent.path());
  }

  /** YAML that parses to the same value. */
  static String write(Value value) {
    StringWriter text = new StringWriter();
    yaml().serialize(node(value), text);
    return text.toString();
  }

  private static Node node(Value value) {
    if (value instanceof Mapping mapping) {
      List<NodeTuple> tuples = new ArrayList<>();
      mapping
          .entries()
          .forEach((key, item) -> tuples.add(new NodeTuple(scalar(Tag.STR, key), node(item))));
      return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
    }
    if (value instanceof Sequence sequence) {
      List<Node> items = sequence.items().stream().map(YamlText::node).toList();
      return new SequenceNode(Tag.SEQ, items, FlowStyle.BLOCK);
    }
    Scalar scalar = (Scalar) value;
    return scalar(tag(scalar.type()), scalar.text());
  }

  private static Node scalar(Tag tag, String text) {
    return new ScalarNode(tag, text, null, null, ScalarStyle.PLAIN);
  }

  private static Tag tag(Value.Type type) {
    return switch (type) {
      case TEXT -> Tag.STR;
      case INTEGER -> Tag.INT;
      case NUMBER -> Tag.FLOAT;
      case BOOLEAN -> Tag.BOOL;
      case NOTHING -> Tag.NULL;
    };
  }

  private static Yaml yaml() {
    LoaderOptions loading = new LoaderOptions();
    loading.setCodePointLimit(MOST_CHARACTERS);
    loading.setNestingDepthLimit(DEEPEST);
    loading.setMaxAliasesForCollections(MOST_ALIASES);
    DumperOptions dumping = new DumperOptions();
    dumping.setDefaultFlowStyle(FlowStyle.BLOCK);
    return new Yaml(new SafeConstructor(loading), new Representer(dumping), dumping, loading);
  }
}
