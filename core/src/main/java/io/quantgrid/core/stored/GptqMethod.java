package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.form.ColumnGroups;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Optional;

/**
 * Checkpoints of AutoGPTQ 0.7 and GPTQModel 5 ({@code quant_method: gptq}).
 *
 * <pre>
 * qweight  I32 [in * bits / 32, out]      a column's codes follow one another from the lowest bits
 * qzeros   I32 [groups, out * bits / 32]  a row's zero points likewise; of 3 bits both straddle words
 * scales   float [groups, out]
 * g_idx    I32 [in]                       group of each input, where it is there
 * </pre>
 *
 * In format {@code gptq} zero points are stored less 1, in {@code gptq_v2} as they are. AutoGPTQ
 * adds 1 to each field. GPTQModel takes 1 from whole words, which borrows across fields where a
 * zero point is 0, and of 3 bits takes other numbers; adding the same back undoes both. Where
 * {@code sym} is true zero points are the middle, whatever is stored.
 *
 * @param groupSize -1 for one group
 */
record GptqMethod(int bits, int groupSize, Zeros zeros) implements Method {
  /** How zero points are stored. */
  enum Zeros {
    MIDDLE,
    AS_STORED,
    LESS_ONE,
    LESS_ONE_BY_GPTQMODEL
  }

  /** What GPTQModel adds to words of 3-bit zero points, by their place in a row. */
  private static final int[] ADDED_TO_3_BITS = {0x24924924, 0x92492492, 0x49249249};

  static GptqMethod read(JsonNode config) {
    int bits = config.path("bits").asInt();
    if (bits != 2 && bits != 3 && bits != 4 && bits != 8) {
      throw Method.unknown("bits", config.path("bits").asText(""), "2, 3, 4 or 8");
    }
    int groupSize = config.path("group_size").asInt(-1);
    if (groupSize == 0 || groupSize < -1) {
      throw Method.unknown("group_size", String.valueOf(groupSize), "-1 or a positive number");
    }
    String format = config.path("checkpoint_format").asText(config.path("format").asText("gptq"));
    if (!format.equals("gptq") && !format.equals("gptq_v2")) {
      throw Method.unknown("checkpoint_format", format, "gptq or gptq_v2");
    }
    String words = config.path("pack_dtype").asText("int32");
    if (!words.equals("int32")) {
      throw Method.unknown("pack_dtype", words, "int32");
    }
    if (!config.path("dynamic").isEmpty()) {
      throw Method.unknown("dynamic", "for some modules", "the same bits for all");
    }
    return new GptqMethod(bits, groupSize, zeros(config, format));
  }

  private static Zeros zeros(JsonNode config, String format) {
    if (config.path("sym").asBoolean(false)) {
      return Zeros.MIDDLE;
    }
    if (format.equals("gptq_v2")) {
      return Zeros.AS_STORED;
    }
    return config.path("meta").path("quantizer").toString().contains("gptqmodel")
        ? Zeros.LESS_ONE_BY_GPTQMODEL
        : Zeros.LESS_ONE;
  }

  @Override
  public boolean holds(StoredParts stored) {
    return stored.has(PackedColumns.WEIGHT);
  }

  @Override
  public WeightForm read(StoredParts stored) {
    PackedColumns columns = new PackedColumns(stored, bits, groupSize);
    StoredTensor weight = columns.words(PackedColumns.WEIGHT);
    int out = Math.toIntExact(weight.shape()[1]);
    int in = Math.toIntExact(Math.multiplyExact(weight.shape()[0], Integer.SIZE) / bits);
    int[] codes = StoredFloats.readIntegers(weight);
    QuantizedMatrix matrix =
        columns.matrix(
            in, out, (column, row) -> field(codes, row, out, column), zeroPoints(columns, in, out));
    if (!stored.has(PackedColumns.COLUMN_GROUPS)) {
      return new Plain(matrix);
    }
    int[] groups = StoredFloats.readIntegers(stored.get(PackedColumns.COLUMN_GROUPS));
    ColumnGroups ordered = new ColumnGroups(matrix, groups);
    for (int i = 0; i < groups.length; i++) {
      if (groups[i] != i / matrix.groupSize()) {
        return ordered;
      }
    }
    return new Plain(matrix);
  }

  @Override
  public long elements(StoredParts stored) {
    return stored.get(PackedColumns.WEIGHT).elements() * Integer.SIZE / bits;
  }

  @Override
  public Optional<Scheme> activations() {
    return Optional.empty();
  }

  private PackedColumns.Field zeroPoints(PackedColumns columns, int in, int out) {
    int middle = 1 << (bits - 1);
    if (zeros == Zeros.MIDDLE) {
      return (group, row) -> middle;
    }
    StoredTensor tensor = columns.zeros(in);
    int perGroup = Math.toIntExact(tensor.shape()[1]);
    if ((long) perGroup * Integer.SIZE / bits < out) {
      throw new IllegalArgumentException(
          "%d words of zero points for %d outputs".formatted(perGroup, out));
    }
    int[] words = StoredFloats.readIntegers(tensor);
    if (zeros == Zeros.LESS_ONE_BY_GPTQMODEL) {
      for (int i = 0; i < words.length; i++) {
        words[i] += added(i % perGroup);
      }
    }
    int more = zeros == Zeros.LESS_ONE ? 1 : 0;
    return (group, row) -> field(words, group * perGroup, 1, row) + more;
  }

  /** One in each field of a word; GPTQModel's own numbers of 3 bits. */
  private int added(int word) {
    return bits == 3 ? ADDED_TO_3_BITS[word % 3] : (int) (0xFFFFFFFFL / ((1 << bits) - 1));
  }

  /** A number of words that lie {@code stride} apart. */
  private int field(int[] words, int first, int stride, int index) {
    int bit = bits * index;
    int at = first + bit / Integer.SIZE * stride;
    int shift = bit % Integer.SIZE;
    int value = words[at] >>> shift;
    if (shift + bits > Integer.SIZE) {
      value |= words[at + stride] << (Integer.SIZE - shift);
    }
    return value & ((1 << bits) - 1);
  }
}
