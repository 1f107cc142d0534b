package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.tensor.DType;
import java.util.List;
import java.util.OptionalInt;

/** Keys that all families have in common. */
final class Configs {
  private Configs() {}

  /** Puts together what a family has read, with the tokens and the type of the file. */
  static ModelConfig of(ConfigKeys keys, String family, int hidden, Architecture architecture) {
    return of(keys, keys, family, hidden, architecture);
  }

  /** The same of a file whose text model is described in {@code text}, a part of it. */
  static ModelConfig of(
      ConfigKeys file, ConfigKeys text, String family, int hidden, Architecture architecture) {
    Head head = architecture.head();
    return new ModelConfig(
        family,
        hidden,
        head.projection().output().rows(),
        maxLength(text),
        head.tying() == Head.Tying.TIED,
        (file.has("bos_token_id") ? file : text).optionalId("bos_token_id"),
        (file.has("eos_token_id") ? file : text).ids("eos_token_id"),
        storedType(file.has("dtype") || file.has("torch_dtype") ? file : text),
        architecture);
  }

  /** Width of the residual stream, when the width of heads follows from it. */
  static int headDim(ConfigKeys keys, String hiddenKey, int hidden, String headsKey, int heads) {
    if (!keys.has("head_dim") && hidden % heads != 0 && keys.has(hiddenKey)) {
      keys.problem(hiddenKey, "expected a multiple of " + headsKey + ", " + heads);
      return 2;
    }
    return keys.count("head_dim", Math.max(1, hidden / heads));
  }

  /** Heads of keys and values, which must divide those of queries. */
  static int kvHeads(ConfigKeys keys, String key, int heads, int ifMissing) {
    int kvHeads = keys.count(key, ifMissing);
    if (heads % kvHeads != 0) {
      keys.problem(key, "expected a divisor of the number of attention heads, " + heads);
      return heads;
    }
    return kvHeads;
  }

  /** The width of heads that are turned must be even. */
  static int turned(ConfigKeys keys, String key, int width) {
    if (width < 2 || width % 2 != 0) {
      keys.problem(key, "expected an even number of turned dimensions in each head, not " + width);
      return 2;
    }
    return width;
  }

  /** The one of two names of a key that the file uses; both must say the same. */
  static String either(ConfigKeys keys, String one, String other) {
    if (keys.has(one) && keys.has(other) && !keys.value(one).equals(keys.value(other))) {
      keys.problem(other, "expected " + keys.value(one) + " as " + one + " has it");
    }
    return keys.has(one) || !keys.has(other) ? one : other;
  }

  /** A number under either of two names; both must say the same. */
  static double same(ConfigKeys keys, String one, String other, double ifMissing) {
    double value = keys.positive(one, keys.positive(other, ifMissing));
    if (keys.positive(other, value) != value) {
      keys.problem(other, "expected " + value + " as " + one + " has it");
    }
    return value;
  }

  static OptionalInt maxLength(ConfigKeys keys) {
    for (String key : List.of("n_positions", "max_position_embeddings", "n_ctx", "seq_length")) {
      if (keys.has(key)) {
        return keys.optionalCount(key);
      }
    }
    return OptionalInt.empty();
  }

  private static DType storedType(ConfigKeys keys) {
    String key = keys.has("dtype") ? "dtype" : "torch_dtype";
    return switch (keys.text(key).orElse("float32").replace("torch.", "")) {
      case "float32", "float" -> DType.FLOAT32;
      case "bfloat16" -> DType.BFLOAT16;
      case "float16", "half" -> DType.FLOAT16;
      default -> {
        keys.problem(key, "expected float32, bfloat16 or float16");
        yield DType.FLOAT32;
      }
    };
  }
}
