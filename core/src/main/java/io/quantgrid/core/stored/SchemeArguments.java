package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.Fp4E2m1;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.scheme.Symmetry;
import io.quantgrid.kernels.scheme.Timing;
import java.util.Locale;
import java.util.Optional;

/**
 * Schemes as {@code QuantizationArgs} of compressed-tensors 0.16, and back. What it has no words
 * for is one key, {@code scheme}, with quantgrid's own text.
 */
final class SchemeArguments {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String SCHEME = "scheme";
  private static final String FP8 = "torch.float8_e4m3fn";
  private static final String EXPONENT = "torch.uint8";
  private static final int MX_GROUP = 32;

  private SchemeArguments() {}

  /** Integers of 2 to 8 bits under scales of a type of 16 or 32 bits. */
  static boolean isPlainInteger(Scheme scheme) {
    return scheme.element().name().startsWith("int")
        && !scheme.rule().isExponent()
        && !scheme.twoLevel();
  }

  /** Groups of 32 under a power of two. */
  static boolean isMicroscaled(Scheme scheme) {
    return scheme.rule().isExponent()
        && scheme.granularity().equals(new Granularity.Group(MX_GROUP));
  }

  /** Whether the library can quantize inputs so. */
  static boolean canSay(Scheme activations) {
    boolean floating = activations.element() == Fp8E4m3.TYPE;
    boolean microscaled =
        isMicroscaled(activations) && (floating || activations.element() == Fp4E2m1.TYPE);
    boolean plain =
        activations.rule() == ScaleRule.PLAIN
            && activations.scaleType().isEmpty()
            && activations.symmetry() != Symmetry.NARROW
            && (floating || isPlainInteger(activations));
    return plain
        || microscaled
        || (NvFp4Packed.is(activations) && activations.timing() == Timing.STATIC);
  }

  static ObjectNode weights(Layout layout, Scheme scheme, LayoutEntry.ColumnOrder order) {
    if (layout instanceof QuantgridPacked) {
      return JSON.objectNode().put(SCHEME, scheme.canonical());
    }
    ObjectNode out = arguments(scheme, JSON.booleanNode(false), observer(scheme));
    if (order != LayoutEntry.ColumnOrder.NONE) {
      out.put("actorder", order.name().toLowerCase(Locale.ROOT));
    }
    return out;
  }

  static ObjectNode activations(Layout layout, Scheme scheme) {
    if (layout instanceof QuantgridPacked) {
      return JSON.objectNode().put(SCHEME, scheme.canonical());
    }
    if (scheme.timing() == Timing.DYNAMIC) {
      return arguments(scheme, JSON.booleanNode(true), Optional.empty());
    }
    JsonNode dynamic = scheme.twoLevel() ? JSON.textNode("local") : JSON.booleanNode(false);
    return arguments(scheme, dynamic, Optional.of("static_minmax"));
  }

  private static Optional<String> observer(Scheme scheme) {
    return Optional.of(
        scheme.clipping() instanceof Clipping.Mse ? "memoryless_mse" : "memoryless_minmax");
  }

  private static ObjectNode arguments(Scheme scheme, JsonNode dynamic, Optional<String> observer) {
    ObjectNode out = JSON.objectNode();
    out.putNull("actorder");
    if (scheme.granularity() instanceof Granularity.Block block) {
      out.putArray("block_structure").add(block.rows()).add(block.columns());
    } else {
      out.putNull("block_structure");
    }
    out.set("dynamic", dynamic);
    out.put(
        "group_size",
        scheme.granularity() instanceof Granularity.Group group ? group.size() : null);
    out.put("num_bits", scheme.element().bits());
    out.put("observer", observer.orElse(null));
    out.putObject("observer_kwargs");
    out.put("scale_dtype", scheme.twoLevel() ? FP8 : scheme.rule().isExponent() ? EXPONENT : null);
    out.put("strategy", strategy(scheme));
    boolean symmetric = scheme.symmetry() != Symmetry.ASYMMETRIC;
    out.put("symmetric", symmetric);
    out.put("type", scheme.element().name().startsWith("int") ? "int" : "float");
    out.put("zp_dtype", symmetric ? null : "torch.int8");
    return out;
  }

  private static String strategy(Scheme scheme) {
    if (scheme.granularity() instanceof Granularity.Group) {
      return scheme.twoLevel() ? "tensor_group" : "group";
    }
    return scheme.granularity() instanceof Granularity.Block
        ? "block"
        : scheme.granularity().text();
  }

  /**
   * The scheme of weights.
   *
   * @throws IllegalArgumentException when it is not understood
   */
  static Scheme read(JsonNode arguments) {
    if (arguments.hasNonNull(SCHEME)) {
      return SchemeParser.parse(arguments.get(SCHEME).asText());
    }
    String text = element(arguments).name() + "/" + granularity(arguments);
    text += arguments.path("symmetric").asBoolean(true) ? "/sym" : "/asym";
    String scales = arguments.path("scale_dtype").asText("");
    if (scales.equals(EXPONENT)) {
      text += "/" + ScaleRule.E8M0_ROUND.text();
    } else if (scales.equals(FP8)) {
      text += "/scale-fp8_e4m3";
    }
    return SchemeParser.parse(text);
  }

  /**
   * The scheme of inputs.
   *
   * @throws IllegalArgumentException when it is not understood
   */
  static Scheme readActivations(JsonNode arguments) {
    Scheme scheme = read(arguments);
    boolean dynamic = arguments.path("dynamic").asBoolean(false);
    return arguments.hasNonNull(SCHEME) || dynamic
        ? scheme
        : SchemeParser.parse(scheme.canonical() + "/static");
  }

  private static ElementType element(JsonNode arguments) {
    int bits = arguments.path("num_bits").asInt();
    String type = arguments.path("type").asText("int");
    return ElementTypes.named(
        type.equals("float") ? (bits == 4 ? "fp4_e2m1" : "fp" + bits + "_e4m3") : "int" + bits);
  }

  private static String granularity(JsonNode arguments) {
    String strategy = arguments.path("strategy").asText("tensor");
    JsonNode block = arguments.path("block_structure");
    return switch (strategy) {
      case "group", "tensor_group" -> "group" + arguments.path("group_size").asInt();
      case "block" -> "block" + block.path(0).asInt() + "x" + block.path(1).asInt();
      default -> strategy;
    };
  }
}
