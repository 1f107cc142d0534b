package io.quantgrid.kernels.ggml;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Types of a GGUF file's tensors. A tensor's row is a whole number of blocks; a block has a fixed
 * number of values and bytes. Values are those of {@code dequantize_blocks} of gguf-py 0.19: in
 * float32, one rounding per operation, no fused multiply-add. Layouts are drawn where they are
 * decoded.
 */
public enum GgmlType {
  F32(0, 1, 4, Plain::float32),
  F16(1, 1, 2, Plain::float16),
  BF16(30, 1, 2, Plain::bfloat16),
  F64(28, 1, 8, Plain::float64),
  Q4_0(2, 32, 18, Legacy::q4Symmetric),
  Q4_1(3, 32, 20, Legacy::q4WithMinimum),
  Q5_0(6, 32, 22, Legacy::q5Symmetric),
  Q5_1(7, 32, 24, Legacy::q5WithMinimum),
  Q8_0(8, 32, 34, Legacy::q8),
  Q2_K(10, 256, 84, SuperBlocks::q2),
  Q3_K(11, 256, 110, SuperBlocks::q3),
  Q4_K(12, 256, 144, SuperBlocks::q4),
  Q5_K(13, 256, 176, SuperBlocks::q5),
  Q6_K(14, 256, 210, SuperBlocks::q6),
  IQ2_XXS(16, 256, 66, Iq2::xxs),
  IQ2_XS(17, 256, 74, Iq2::xs),
  IQ2_S(22, 256, 82, Iq2::s),
  IQ3_XXS(18, 256, 98, Iq3::xxs),
  IQ3_S(21, 256, 110, Iq3::s),
  IQ1_S(19, 256, 50, Iq1::s),
  IQ1_M(29, 256, 56, Iq1::m),
  IQ4_NL(20, 32, 18, Iq4::nl),
  IQ4_XS(23, 256, 136, Iq4::xs),
  TQ1_0(34, 256, 54, Ternary::base3),
  TQ2_0(35, 256, 66, Ternary::twoBits),
  MXFP4(39, 32, 17, Float4::mx),
  NVFP4(40, 64, 36, Float4::nv);

  /** Ids that ggml gives or gave to what no tensor of weights is decoded from. */
  private static final Map<Integer, String> REFUSED =
      Map.ofEntries(
          Map.entry(4, "Q4_2, removed from ggml"),
          Map.entry(5, "Q4_3, removed from ggml"),
          Map.entry(9, "Q8_1, made while computing"),
          Map.entry(15, "Q8_K, made while computing"),
          Map.entry(24, "I8, integers"),
          Map.entry(25, "I16, integers"),
          Map.entry(26, "I32, integers"),
          Map.entry(27, "I64, integers"),
          Map.entry(31, "Q4_0_4_4, removed from ggml"),
          Map.entry(32, "Q4_0_4_8, removed from ggml"),
          Map.entry(33, "Q4_0_8_8, removed from ggml"),
          Map.entry(36, "IQ4_NL_4_4, removed from ggml"),
          Map.entry(37, "IQ4_NL_4_8, removed from ggml"),
          Map.entry(38, "IQ4_NL_8_8, removed from ggml"),
          Map.entry(41, "Q1_0, which has no reference decoder"));

  private final int id;
  private final int values;
  private final int bytes;

  @SuppressWarnings("ImmutableEnumChecker") // method references of static methods
  private final BlockDecoder decoder;

  GgmlType(int id, int values, int bytes, BlockDecoder decoder) {
    this.id = id;
    this.values = values;
    this.bytes = bytes;
    this.decoder = decoder;
  }

  /**
   * The type of that id ({@code enum ggml_type}).
   *
   * @throws IllegalArgumentException naming the type, where ggml has one of that id, and those that
   *     are decoded
   */
  public static GgmlType of(int id) {
    for (GgmlType type : values()) {
      if (type.id == id) {
        return type;
      }
    }
    String known = REFUSED.get(id);
    throw new IllegalArgumentException(
        "Cannot decode ggml type: %s%s (expected one of %s)"
            .formatted(
                Integer.toUnsignedString(id),
                known == null ? "" : ", " + known,
                Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "))));
  }

  public int id() {
    return id;
  }

  /** Values of one block. */
  public int blockValues() {
    return values;
  }

  /** Bytes of one block. */
  public int blockBytes() {
    return bytes;
  }

  /**
   * Decodes {@code blocks} blocks: bytes of {@code in} from {@code at} to values of {@code out}
   * from {@code to}.
   *
   * @throws IndexOutOfBoundsException if either is too short
   */
  public void decode(byte[] in, int at, int blocks, float[] out, int to) {
    Objects.checkFromIndexSize(at, Math.multiplyExact(blocks, bytes), in.length);
    Objects.checkFromIndexSize(to, Math.multiplyExact(blocks, values), out.length);
    for (int block = 0; block < blocks; block++) {
      decoder.decode(in, at + block * bytes, out, to + block * values);
    }
  }
}
