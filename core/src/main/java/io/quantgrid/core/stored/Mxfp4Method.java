package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.LowNibbles;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import io.quantgrid.kernels.tensor.DType;
import java.util.Optional;

/**
 * Checkpoints whose experts are MXFP4 ({@code quant_method: mxfp4}), as OpenAI publishes gpt-oss.
 *
 * <pre>
 * weight_blocks   U8 [rows, groups, 16]   32 codes of 4 bits, see LowNibbles
 * weight_scales   U8 [rows, groups]       exponent + 127
 * </pre>
 *
 * Files hold those of all experts of a layer as one, which the family's views take apart. Inputs
 * stay as they are.
 */
record Mxfp4Method() implements Method {
  static final String NAME = "mxfp4";

  private static final String BLOCKS = "weight_blocks";
  private static final String SCALES = "weight_scales";
  private static final Scheme SCHEME = SchemeParser.parse(NAME);
  private static final int GROUP = 32;

  /** What stays plain shows by its tensors: {@code modules_to_not_convert} need not be read. */
  static Mxfp4Method read(JsonNode config) {
    if (config.has("activation_scheme")) {
      throw Method.unknown(
          "activation_scheme",
          config.path("activation_scheme").asText(),
          "none of quant_method mxfp4");
    }
    return new Mxfp4Method();
  }

  @Override
  public boolean holds(StoredParts stored) {
    return stored.has(BLOCKS);
  }

  @Override
  public WeightForm read(StoredParts stored) {
    StoredTensor blocks = stored.get(BLOCKS);
    long[] shape = blocks.shape();
    if (blocks.dtype() != DType.UINT8 || shape.length != 3 || shape[2] != GROUP / 2) {
      throw new IllegalArgumentException("blocks of type " + blocks.dtype());
    }
    int rows = Math.toIntExact(shape[0]);
    int columns = Math.toIntExact(shape[1] * GROUP);
    byte[] codes = new LowNibbles().unpack(StoredFloats.readBytes(blocks), rows, columns);
    return new Plain(stored.matrix(SCHEME, rows, columns, codes, SCALES));
  }

  @Override
  public long elements(StoredParts stored) {
    return 2 * stored.get(BLOCKS).elements();
  }

  @Override
  public Optional<Scheme> activations() {
    return Optional.empty();
  }
}
