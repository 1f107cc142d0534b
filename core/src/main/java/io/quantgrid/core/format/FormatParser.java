package io.quantgrid.core.format;

import io.quantgrid.kernels.name.Names;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.Timing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads formats: by name ({@code baseline}, {@code w8a8-fp}, {@code w4a16-int-g64-kv8}, {@code
 * kv4}; see {@link FormatName} for the grammar) or from the explicit form of a sweep file. Case
 * does not matter; formats that compute the same have the same {@link Format#canonical()}.
 */
public final class FormatParser {
  /** Names to suggest; any other that follows the grammar is understood too. */
  private static final List<String> KNOWN = known();

  private static List<String> known() {
    List<String> names =
        new ArrayList<>(
            List.of(
                "baseline",
                "w8a8-fp",
                "w8a8-fp-static",
                "w8a8-fp-block128",
                "w8a8-int",
                "w8a8-int-static",
                "w8a16",
                "w8a16-fp",
                "w8a16-int",
                "w7",
                "w6",
                "w5",
                "w4a16",
                "w4a16-int",
                "w4a16-int-g128",
                "w4a16-int-g64",
                "w4a16-int-g32",
                "w4a16-int-g128-asym",
                "w4a16-fp",
                "w4a16-kv8",
                "w4a8",
                "w4a8-int",
                "w4a8-fp4",
                "w4a8-fp4-m1",
                "w4a8-fp4-m2",
                "w3",
                "w2",
                "w1.58",
                "w1",
                "kv8",
                "kv8-fp",
                "kv4",
                "kv3",
                "kv2",
                "kv8-kivi",
                "kv4-kivi",
                "kv3-kivi",
                "kv2-kivi"));
    names.addAll(FormatPresets.names());
    FormatPresets.blocks().forEach(block -> names.add("kv-" + block));
    return List.copyOf(names);
  }

  private FormatParser() {}

  /** Names that messages and completions list. */
  public static List<String> names() {
    return KNOWN;
  }

  /**
   * The format of that name.
   *
   * @throws IllegalArgumentException saying which part is not understood and what would be
   */
  public static Format parse(String name) {
    String text = name.strip().toLowerCase(Locale.ROOT);
    if (text.equals("baseline")) {
      return Format.baseline();
    }
    try {
      return FormatName.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot read format " + name + ": " + e.getMessage() + Names.hint(text, KNOWN), e);
    }
  }

  /**
   * A format spelled out.
   *
   * @param weights scheme text, or {@code none}; likewise activations and kv
   * @param keep modules that stay at full precision: {@code lm_head}, {@code embeddings}, or dotted
   *     parts of module names such as {@code layers.0} or {@code down_proj}
   * @throws IllegalArgumentException naming the key and what is wrong with it
   */
  public static Format explicit(
      String name,
      Optional<String> weights,
      Optional<String> activations,
      Optional<String> kv,
      Optional<? extends Collection<String>> keep) {
    return explicit(name, weights, activations, kv, keep, Map.of());
  }

  /**
   * A format spelled out, with rules for single layers.
   *
   * @param layers globs over names of modules, in the order in which they are tried, and what the
   *     weights of those are quantized to: scheme text, the name of a format of weights alone, or
   *     {@code keep}
   */
  public static Format explicit(
      String name,
      Optional<String> weights,
      Optional<String> activations,
      Optional<String> kv,
      Optional<? extends Collection<String>> keep,
      Map<String, String> layers) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("Cannot read format: it has no name (expected a name)");
    }
    if (name.strip().equalsIgnoreCase("baseline")) {
      throw new IllegalArgumentException(
          "Cannot define format baseline: the name is taken (expected another name)");
    }
    SortedSet<String> kept = keep.isPresent() ? keep(name, keep.get()) : Format.defaultKeep();
    return make(
        name.strip(),
        read(name, "weights", weights, SchemeParser::parse),
        read(name, "activations", activations, SchemeParser::parse),
        read(name, "kv", kv, KvScheme::parse),
        kept,
        layers(name, layers));
  }

  private static List<LayerScheme> layers(String name, Map<String, String> layers) {
    List<LayerScheme> out = new ArrayList<>();
    layers.forEach(
        (pattern, value) -> {
          try {
            out.add(LayerScheme.parse(pattern, value));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "Cannot define format " + name + ", layers, " + pattern + ": " + e.getMessage(), e);
          }
        });
    return out;
  }

  /** Checks what may stand where. */
  static Format make(
      String name,
      Optional<Scheme> weights,
      Optional<Scheme> activations,
      Optional<KvScheme> kv,
      SortedSet<String> keep,
      List<LayerScheme> layers) {
    weights.ifPresent(scheme -> weightScheme(name, "weights", scheme));
    for (LayerScheme layer : layers) {
      layer.scheme().ifPresent(scheme -> weightScheme(name, "layers " + layer.pattern(), scheme));
    }
    refuse(
        weights.isEmpty() && !layers.isEmpty(),
        name,
        "layers without weights",
        "weights too: what the other layers are quantized to; \"*\": keep as the last of layers"
            + " keeps them");
    activations.ifPresent(scheme -> ownValues(name, "activations", scheme));
    activations.ifPresent(
        scheme ->
            refuse(
                scheme.timing() == Timing.STATIC && weights.isEmpty(),
                name,
                "activations " + scheme + " without weights",
                "weights too: what calibration finds is stored with them"));
    kv.ifPresent(entries -> checkKv(name, entries));
    if (weights.isEmpty() && activations.isEmpty() && kv.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot define format "
              + name
              + ": it quantizes nothing (expected weights, activations"
              + " or kv, or the name baseline)");
    }
    // Without quantized linear layers it does not matter which of them stay as they are.
    boolean linear = weights.isPresent() || activations.isPresent();
    return new Format(name, weights, activations, kv, linear ? keep : Format.defaultKeep(), layers);
  }

  private static void weightScheme(String name, String key, Scheme scheme) {
    refuse(
        scheme.granularity() instanceof Granularity.PerToken,
        name,
        key + " " + scheme,
        "tensor, channel, group<N> or block<R>x<C>; a weight has no tokens");
    refuse(
        scheme.timing() == Timing.STATIC,
        name,
        key + " " + scheme,
        "no timing; weights are always known");
  }

  private static void checkKv(String name, KvScheme kv) {
    if (kv instanceof KvScheme.Immediate immediate) {
      ownValues(name, "kv", immediate.scheme());
      refuse(
          immediate.scheme().timing() == Timing.STATIC,
          name,
          "kv " + kv,
          "dynamic; KV entries are not calibrated");
    }
  }

  private static void ownValues(String name, String key, Scheme scheme) {
    boolean own =
        scheme.granularity() instanceof Granularity.PerToken
            || scheme.granularity() instanceof Granularity.Group
            || (scheme.granularity() instanceof Granularity.PerTensor
                && scheme.timing() == Timing.STATIC);
    // A dynamic scale over more than one token would let a token's value depend on its batch.
    refuse(!own, name, key + " " + scheme, "token or group<N>: scales of one token's own values");
    refuse(
        scheme.rule() == ScaleRule.M2_TENSOR,
        name,
        key + " " + scheme,
        "m2 or another rule of one token's own values");
  }

  private static void refuse(boolean wrong, String name, String what, String expected) {
    if (wrong) {
      throw new IllegalArgumentException(
          "Cannot define format " + name + ": " + what + " (expected " + expected + ")");
    }
  }

  private static <T> Optional<T> read(
      String name, String key, Optional<String> text, Function<String, T> parse) {
    if (text.isEmpty() || text.get().strip().equalsIgnoreCase("none")) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(text.get()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot define format " + name + ", " + key + ": " + e.getMessage(), e);
    }
  }

  private static SortedSet<String> keep(String name, Collection<String> entries) {
    SortedSet<String> kept = new TreeSet<>();
    for (String entry : entries) {
      String module = entry.strip();
      if (!module.matches("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*")) {
        throw new IllegalArgumentException(
            "Cannot define format "
                + name
                + ", keep: "
                + entry
                + " (expected lm_head, embeddings or dotted parts of module names)");
      }
      kept.add(module);
    }
    return kept;
  }
}
