package io.quantgrid.core.checkpoint;

import io.quantgrid.kernels.ggml.GgmlType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts together the bytes of a GGUF file, sound or not. */
public final class GgufBuilder {
  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private final ByteArrayOutputStream infos = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private int entryCount;
  private int tensorCount;

  /** A llama of one layer: 8 wide, 2 heads, 4 tokens; weights are zero. */
  public static GgufBuilder llama() {
    GgufBuilder builder =
        new GgufBuilder()
            .text("general.architecture", "llama")
            .whole("llama.context_length", 16)
            .whole("llama.embedding_length", 8)
            .whole("llama.block_count", 1)
            .whole("llama.feed_forward_length", 16)
            .whole("llama.attention.head_count", 2)
            .real("llama.attention.layer_norm_rms_epsilon", 1e-5f)
            .tensor("token_embd.weight", GgmlType.F32, 4, 8)
            .tensor("output_norm.weight", GgmlType.F32, 8);
    for (String name : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
      builder.tensor("blk.0." + name + ".weight", GgmlType.F16, 8, 8);
    }
    return builder
        .tensor("blk.0.attn_norm.weight", GgmlType.F32, 8)
        .tensor("blk.0.ffn_norm.weight", GgmlType.F32, 8)
        .tensor("blk.0.ffn_gate.weight", GgmlType.BF16, 16, 8)
        .tensor("blk.0.ffn_up.weight", GgmlType.BF16, 16, 8)
        .tensor("blk.0.ffn_down.weight", GgmlType.F64, 8, 16);
  }

  public GgufBuilder whole(String key, int value) {
    return entry(key, 4, little(4).putInt(value).array());
  }

  public GgufBuilder real(String key, float value) {
    return entry(key, 6, little(4).putFloat(value).array());
  }

  public GgufBuilder flag(String key, boolean value) {
    return entry(key, 7, new byte[] {(byte) (value ? 1 : 0)});
  }

  public GgufBuilder text(String key, String value) {
    return entry(key, 8, string(value));
  }

  public GgufBuilder texts(String key, List<String> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(little(12).putInt(8).putLong(values.size()).array());
    values.forEach(value -> out.writeBytes(string(value)));
    return entry(key, 9, out.toByteArray());
  }

  public GgufBuilder wholes(String key, int... values) {
    ByteBuffer out =
        ByteBuffer.wrap(new byte[12 + 4 * values.length]).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(5).putLong(values.length);
    for (int value : values) {
      out.putInt(value);
    }
    return entry(key, 9, out.array());
  }

  public GgufBuilder reals(String key, float... values) {
    ByteBuffer out =
        ByteBuffer.wrap(new byte[12 + 4 * values.length]).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(6).putLong(values.length);
    for (float value : values) {
      out.putFloat(value);
    }
    return entry(key, 9, out.array());
  }

  /** An entry of any type and bytes. */
  public GgufBuilder entry(String key, int type, byte[] value) {
    entries.writeBytes(string(key));
    entries.writeBytes(little(4).putInt(type).array());
    entries.writeBytes(value);
    entryCount++;
    return this;
  }

  /** A tensor of zeros. */
  public GgufBuilder tensor(String name, GgmlType type, long... shape) {
    long elements = 1;
    for (long extent : shape) {
      elements *= extent;
    }
    return tensor(
        name, type, new byte[(int) (elements / type.blockValues() * type.blockBytes())], shape);
  }

  /**
   * @param shape outermost first
   */
  public GgufBuilder tensor(String name, GgmlType type, byte[] bytes, long... shape) {
    claim(name, type.id(), data.size(), shape);
    data.writeBytes(bytes);
    data.writeBytes(new byte[-bytes.length & 31]);
    return this;
  }

  /** A tensor that the table claims, whatever the data. */
  public GgufBuilder claim(String name, int type, long offset, long... shape) {
    infos.writeBytes(string(name));
    infos.writeBytes(little(4).putInt(shape.length).array());
    for (int i = shape.length - 1; i >= 0; i--) {
      infos.writeBytes(little(8).putLong(shape[i]).array());
    }
    infos.writeBytes(little(12).putInt(type).putLong(offset).array());
    tensorCount++;
    return this;
  }

  public byte[] build() {
    return build("GGUF", 3, tensorCount, entryCount);
  }

  public byte[] build(String magic, int version, long tensors, long metadata) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(magic.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(little(20).putInt(version).putLong(tensors).putLong(metadata).array());
    out.writeBytes(entries.toByteArray());
    out.writeBytes(infos.toByteArray());
    out.writeBytes(new byte[-out.size() & 31]);
    out.writeBytes(data.toByteArray());
    return out.toByteArray();
  }

  public static byte[] string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return little(8 + utf8.length).putLong(utf8.length).put(utf8).array();
  }

  public static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
