package io.quantgrid.core.checkpoint;

import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes archives as torch.save does, with pickles put together by hand. */
public final class TorchArchive {
  static final String PROTO = "\u0080\u0002";

  private TorchArchive() {}

  /** A state_dict of tensors, each with a storage of its own. */
  public static Path save(Path file, List<StoredTensor> tensors) throws IOException {
    StringBuilder pickle = new StringBuilder(PROTO + "}");
    Map<String, byte[]> storages = new LinkedHashMap<>();
    for (StoredTensor tensor : tensors) {
      String key = String.valueOf(storages.size());
      ByteBuffer bytes = ByteBuffer.wrap(new byte[(int) tensor.size()]);
      tensor.bytes().forEach(bytes::put);
      storages.put(key, bytes.array());
      String type = tensor.dtype() == DType.BFLOAT16 ? "BFloat16Storage" : "FloatStorage";
      long[] strides = new long[tensor.shape().length];
      long stride = 1;
      for (int i = strides.length - 1; i >= 0; i--) {
        strides[i] = stride;
        stride *= tensor.shape()[i];
      }
      pickle
          .append(text(tensor.name()))
          .append("ctorch._utils\n_rebuild_tensor_v2\n((")
          .append(text("storage"))
          .append("ctorch\n" + type + "\n")
          .append(text(key))
          .append(text("cpu"))
          .append(number(tensor.elements()))
          .append("tQ")
          .append(number(0))
          .append(tuple(tensor.shape()))
          .append(tuple(strides))
          .append("\u0089)tRs");
    }
    return write(file, pickle.append(".").toString(), storages);
  }

  /** An archive of a pickle, one byte per character, and of storage 0 with 24 bytes. */
  static Path write(Path file, String pickle) throws IOException {
    return write(file, pickle, Map.of("0", new byte[24]));
  }

  static Path write(Path file, String pickle, Map<String, byte[]> storages) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("x/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
    storages.forEach((key, bytes) -> entries.put("x/data/" + key, bytes));
    entries.put("x/version", new byte[] {'3', '\n'});
    return zip(file, entries);
  }

  static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry stored = new ZipEntry(entry.getKey());
        stored.setMethod(ZipEntry.STORED);
        stored.setSize(entry.getValue().length);
        CRC32 crc = new CRC32();
        crc.update(entry.getValue());
        stored.setCrc(crc.getValue());
        out.putNextEntry(stored);
        out.write(entry.getValue());
      }
    }
    return file;
  }

  /** {@code {name: tensor}}. */
  static String dictionary(String name, String tensor) {
    return PROTO + "}" + text(name) + tensor + "s.";
  }

  /** A float32 tensor in storage 0 of 6 elements. */
  static String tensor(String offset, String shape, String strides) {
    return tensor("torch\nFloatStorage", number(6), offset, shape, strides);
  }

  static String tensor(
      String storage, String elements, String offset, String shape, String strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n("
        + storage(storage, elements)
        + offset
        + shape
        + strides
        + "\u0089)tR";
  }

  static String storage(String storage, String elements) {
    return "(" + text("storage") + "c" + storage + "\n" + text("0") + text("cpu") + elements + "tQ";
  }

  static String tuple(long... values) {
    StringBuilder out = new StringBuilder("(");
    for (long value : values) {
      out.append(number(value));
    }
    return out.append("t").toString();
  }

  /** LONG1 of eight bytes. */
  static String number(long value) {
    StringBuilder out = new StringBuilder("\u008a\b");
    for (int i = 0; i < Long.BYTES; i++) {
      out.append((char) ((value >>> (Byte.SIZE * i)) & 0xFF));
    }
    return out.toString();
  }

  static String text(String value) {
    return "X" + (char) value.length() + "\0\0\0" + value;
  }
}
