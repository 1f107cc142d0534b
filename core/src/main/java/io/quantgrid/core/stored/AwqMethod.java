package io.quantgrid.core.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.kernels.form.Plain;
import io.quantgrid.kernels.form.WeightForm;
import io.quantgrid.kernels.scheme.Scheme;
import java.util.Locale;
import java.util.Optional;

/**
 * Checkpoints of AutoAWQ 0.2, version {@code gemm} ({@code quant_method: awq}).
 *
 * <pre>
 * qweight  I32 [in, out / 8]      eight outputs to a word, interleaved
 * qzeros   I32 [groups, out / 8]  likewise
 * scales   float [groups, out]
 *
 * bit 31                              0
 * [ 7 | 5 | 3 | 1 | 6 | 4 | 2 | 0 ]     outputs of a word
 * </pre>
 *
 * @param groupSize -1 for one group
 */
record AwqMethod(int groupSize) implements Method {
  private static final int BITS = 4;
  private static final int PER_WORD = 8;

  /** Which four bits of its word an output is in. */
  private static final int[] PLACES = {0, 4, 1, 5, 2, 6, 3, 7};

  static AwqMethod read(JsonNode config) {
    int bits = config.path("bits").asInt(config.path("w_bit").asInt());
    if (bits != BITS) {
      throw Method.unknown("bits", bits == 0 ? "" : String.valueOf(bits), "4");
    }
    String version = config.path("version").asText("gemm").toLowerCase(Locale.ROOT);
    if (!version.equals("gemm")) {
      throw Method.unknown("version", version, "gemm");
    }
    int groupSize = config.path("group_size").asInt(config.path("q_group_size").asInt(-1));
    if (groupSize == 0 || groupSize < -1) {
      throw Method.unknown("group_size", String.valueOf(groupSize), "-1 or a positive number");
    }
    return new AwqMethod(groupSize);
  }

  @Override
  public boolean holds(StoredParts stored) {
    return stored.has(PackedColumns.WEIGHT);
  }

  @Override
  public WeightForm read(StoredParts stored) {
    PackedColumns columns = new PackedColumns(stored, BITS, groupSize);
    StoredTensor weight = columns.words(PackedColumns.WEIGHT);
    int in = Math.toIntExact(weight.shape()[0]);
    StoredTensor zeros = columns.zeros(in);
    int words = Math.toIntExact(weight.shape()[1]);
    if (zeros.shape()[1] != words) {
      throw new IllegalArgumentException(
          "%d words of zero points for %d of codes".formatted(zeros.shape()[1], words));
    }
    int[] codes = StoredFloats.readIntegers(weight);
    int[] points = StoredFloats.readIntegers(zeros);
    return new Plain(
        columns.matrix(
            in,
            Math.multiplyExact(words, PER_WORD),
            (column, row) -> field(codes, column * words, row),
            (group, row) -> field(points, group * words, row)));
  }

  @Override
  public long elements(StoredParts stored) {
    return stored.get(PackedColumns.WEIGHT).elements() * PER_WORD;
  }

  @Override
  public Optional<Scheme> activations() {
    return Optional.empty();
  }

  private static int field(int[] words, int first, int output) {
    int word = words[first + output / PER_WORD];
    return (word >>> (BITS * PLACES[output % PER_WORD])) & ((1 << BITS) - 1);
  }
}
