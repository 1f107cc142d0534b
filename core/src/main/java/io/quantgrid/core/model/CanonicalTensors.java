package io.quantgrid.core.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.TensorView;
import io.quantgrid.core.model.architecture.Architecture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Shows a checkpoint as its architecture describes it. Published files differ from that in three
 * ways: all names lack the model's prefix or have one more, as the name of the embedding tells;
 * matrices are stored transposed or stacked, as {@link Architecture#views} says; and buffers stand
 * among the weights that nothing reads.
 *
 * <p>What is shown has {@code "tensor_layout": "canonical"} in its configuration, and so have files
 * that are written of it: those are read as they are.
 */
final class CanonicalTensors {
  static final String KEY = "tensor_layout";
  static final String CANONICAL = "canonical";

  /** Masks of attention, and frequencies that follow from the configuration. */
  private static final List<String> BUFFERS =
      List.of(
          "attn.bias",
          "attn.masked_bias",
          "attention.bias",
          "attention.masked_bias",
          "rotary_emb.inv_freq",
          "rotary_pos_emb.inv_freq");

  private final Architecture architecture;
  private final SortedSet<String> known;
  private final SortedSet<String> modules = new TreeSet<>();
  private final String lacking;
  private final String surplus;

  private CanonicalTensors(Checkpoint stored, Architecture architecture) {
    this.architecture = architecture;
    this.known = architecture.names();
    known.forEach(name -> modules.add(module(name)));
    architecture.views().values().forEach(view -> modules.add(module(view.source())));
    String table = architecture.embedding().table();
    this.lacking = stored.has(table) ? "" : lacking(stored, table);
    this.surplus = stored.has(table) || !lacking.isEmpty() ? "" : surplus(stored, table);
  }

  /** The checkpoint itself where there is nothing to change. */
  static Checkpoint of(Checkpoint stored, Architecture architecture) {
    if (stored.config().path(KEY).asText().equals(CANONICAL)) {
      return stored;
    }
    Map<String, TensorView> views = new CanonicalTensors(stored, architecture).views(stored);
    boolean same =
        views.entrySet().stream().allMatch(e -> e.getValue().equals(TensorView.of(e.getKey())));
    if (same && views.size() == stored.names().size()) {
      return stored;
    }
    ObjectNode config = stored.config().deepCopy();
    return stored.seen(views, config.put(KEY, CANONICAL));
  }

  private Map<String, TensorView> views(Checkpoint stored) {
    SortedMap<String, TensorView> named = new TreeMap<>();
    for (String name : stored.names()) {
      named.put(canonical(name), TensorView.of(name));
    }
    SortedSet<String> taken = new TreeSet<>();
    SortedMap<String, TensorView> derived = new TreeMap<>();
    architecture
        .views()
        .forEach(
            (name, view) -> {
              TensorView source = named.get(view.source());
              if (source != null) {
                taken.add(view.source());
                derived.put(name, view.from(source.source()));
              }
            });
    named.keySet().removeAll(taken);
    named.putAll(derived);
    named.keySet().removeIf(this::isBuffer);
    return named;
  }

  private String canonical(String name) {
    if (!lacking.isEmpty()) {
      return !modules.contains(module(name)) && modules.contains(module(lacking + name))
          ? lacking + name
          : name;
    }
    return name.startsWith(surplus) ? name.substring(surplus.length()) : name;
  }

  private boolean isBuffer(String name) {
    return !known.contains(name)
        && BUFFERS.stream().anyMatch(end -> name.equals(end) || name.endsWith("." + end));
  }

  /** What stands before the stored name of the embedding. */
  private static String lacking(Checkpoint stored, String table) {
    for (int dot = table.indexOf('.'); dot >= 0; dot = table.indexOf('.', dot + 1)) {
      if (stored.has(table.substring(dot + 1))) {
        return table.substring(0, dot + 1);
      }
    }
    return "";
  }

  private static String surplus(Checkpoint stored, String table) {
    Optional<String> longer =
        stored.names().stream()
            .filter(name -> name.endsWith("." + table))
            .collect(Collectors.collectingAndThen(Collectors.toList(), CanonicalTensors::only));
    return longer.map(name -> name.substring(0, name.length() - table.length())).orElse("");
  }

  private static Optional<String> only(List<String> names) {
    return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
  }

  private static String module(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }
}
