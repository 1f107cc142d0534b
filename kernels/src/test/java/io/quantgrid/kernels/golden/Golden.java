package io.quantgrid.kernels.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A safetensors file of reference values: 8 bytes of header length, JSON header, tensors.
 *
 * @param header name to dtype, shape and data_offsets
 * @param data the tensors' bytes, little-endian
 */
public record Golden(JsonNode header, ByteBuffer data) {

  /** Opens {@code /goldens/<name>.safetensors} of the test resources. */
  public static Golden open(String name) {
    String path = "/goldens/" + name + ".safetensors";
    try (InputStream in = Golden.class.getResourceAsStream(path)) {
      ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int length = Math.toIntExact(file.getLong());
      JsonNode header = new ObjectMapper().readTree(file.array(), 8, length);
      return new Golden(header, file.slice(8 + length, file.capacity() - 8 - length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean has(String tensor) {
    return header.has(tensor);
  }

  public int[] shape(String tensor) {
    JsonNode shape = header.get(tensor).get("shape");
    int[] out = new int[shape.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = shape.get(i).asInt();
    }
    return out;
  }

  public String dtype(String tensor) {
    return header.get(tensor).get("dtype").asText();
  }

  private ByteBuffer slice(String tensor) {
    JsonNode offsets = header.get(tensor).get("data_offsets");
    int start = offsets.get(0).asInt();
    return data.slice(start, offsets.get(1).asInt() - start).order(ByteOrder.LITTLE_ENDIAN);
  }

  public byte[] bytes(String tensor) {
    ByteBuffer slice = slice(tensor);
    byte[] out = new byte[slice.remaining()];
    slice.get(out);
    return out;
  }

  /** F32, or BF16 widened. */
  public float[] floats(String tensor) {
    ByteBuffer slice = slice(tensor);
    boolean half = dtype(tensor).equals("BF16");
    float[] out = new float[slice.remaining() / (half ? 2 : 4)];
    for (int i = 0; i < out.length; i++) {
      out[i] = half ? Float.intBitsToFloat(slice.getShort() << 16) : slice.getFloat();
    }
    return out;
  }

  /** Integers of any width; U8 and U16 without sign. */
  public int[] integers(String tensor) {
    ByteBuffer slice = slice(tensor);
    String dtype = dtype(tensor);
    int width = dtype.endsWith("8") ? 1 : dtype.endsWith("16") ? 2 : dtype.equals("I64") ? 8 : 4;
    int[] out = new int[slice.remaining() / width];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (dtype) {
            case "I8" -> slice.get();
            case "U8", "F8_E4M3" -> slice.get() & 0xFF;
            case "U16" -> slice.getShort() & 0xFFFF;
            case "I64" -> Math.toIntExact(slice.getLong());
            default -> slice.getInt();
          };
    }
    return out;
  }
}
