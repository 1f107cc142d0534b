package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.tensor.DType;
import java.util.Optional;

/**
 * Checkpoints with float8 weights ({@code quant_method: fp8}): with scales of blocks, as
 * DeepSeek-V3 and Qwen3 have them, or of a whole tensor, as AutoFP8 writes them.
 *
 * <pre>
 * weight            F8_E4M3 [rows, columns]
 * weight_scale_inv  float [tiles down, tiles across]   with weight_block_size; multiplies, for all
 *                                                      its name
 * weight_scale      float [1], [] or [rows, 1]         without; multiplies
 * input_scale       float [1] or []                    where activation_scheme is static
 * </pre>
 *
 * Inputs are rounded to float8 too, in groups as wide as a block, or as a whole.
 *
 * @param weights with blocks; empty with scales of tensors or rows
 */
record Fp8Method(Optional<Scheme> weights, Optional<Scheme> activations) implements Method {
  static final String NAME = "fp8";

  private static final String BLOCK_SCALE = "weight_scale_inv";

  static Fp8Method read(JsonNode config) {
    String format = config.path("fmt").asText("e4m3");
    if (!format.equals("e4m3")) {
      throw Method.unknown("fmt", format, "e4m3");
    }
    String timing = config.path("activation_scheme").asText("dynamic");
    if (!timing.equals("dynamic") && !timing.equals("static")) {
      throw Method.unknown("activation_scheme", timing, "dynamic or static");
    }
    JsonNode block = config.path("weight_block_size");
    if (block.isMissingNode() || block.isNull()) {
      String inputs = "fp8_e4m3/tensor/sym" + (timing.equals("static") ? "/static" : "");
      return new Fp8Method(Optional.empty(), Optional.of(SchemeParser.parse(inputs)));
    }
    int rows = block.path(0).asInt();
    int columns = block.path(1).asInt();
    if (block.size() != 2 || rows < 1 || columns < 1 || timing.equals("static")) {
      throw Method.unknown(
          "weight_block_size", block + " with inputs " + timing, "[rows, columns] with dynamic");
    }
    return new Fp8Method(
        Optional.of(SchemeParser.parse("fp8_e4m3/block%dx%d/sym".formatted(rows, columns))),
        Optional.of(SchemeParser.parse("fp8_e4m3/group%d/sym".formatted(columns))));
  }

  @Override
  public boolean holds(StoredParts stored) {
    return stored.has(weights.isPresent() ? BLOCK_SCALE : Part.SCALE);
  }

  @Override
  public WeightForm read(StoredParts stored) {
    StoredTensor codes = stored.get(Part.CODES);
    if (codes.dtype() != DType.FP8_E4M3 || codes.shape().length != 2) {
      throw new IllegalArgumentException("codes of type " + codes.dtype());
    }
    int rows = Math.toIntExact(codes.shape()[0]);
    int columns = Math.toIntExact(codes.shape()[1]);
    String part = weights.isPresent() ? BLOCK_SCALE : Part.SCALE;
    Scheme scheme = weights.orElseGet(() -> whole(stored.get(part), rows));
    return new Plain(stored.matrix(scheme, rows, columns, StoredFloats.readBytes(codes), part));
  }

  @Override
  public long elements(StoredParts stored) {
    return stored.get(Part.CODES).elements();
  }

  private static Scheme whole(StoredTensor scale, int rows) {
    Granularity granularity =
        scale.elements() == 1 || scale.elements() != rows
            ? new Granularity.PerTensor()
            : new Granularity.PerChannel();
    return SchemeParser.parse("fp8_e4m3/tensor/sym").with(granularity);
  }
}
