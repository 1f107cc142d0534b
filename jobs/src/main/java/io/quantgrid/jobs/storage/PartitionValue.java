package io.quantgrid.jobs.storage;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Values in folder names, as Hive writes and Spark and DuckDB read them: {@code %} and two
 * hexadecimal digits for characters with a meaning in paths. (Source: Hive
 * FileUtils.escapePathName.)
 */
final class PartitionValue {
  private static final String SPECIAL = "\"#%'*/:=?\\{}[]^\u007f";

  private PartitionValue() {}

  static String encode(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot name a folder after an empty value (expected a name)");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || SPECIAL.indexOf(c) >= 0) {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  static String decode(String folder) {
    byte[] bytes = folder.getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean escaped =
          bytes[i] == '%'
              && i + 2 < bytes.length
              && HexFormat.isHexDigit(bytes[i + 1])
              && HexFormat.isHexDigit(bytes[i + 2]);
      if (escaped) {
        value[length++] =
            (byte)
                (HexFormat.fromHexDigit(bytes[i + 1]) * 16 + HexFormat.fromHexDigit(bytes[i + 2]));
        i += 2;
      } else {
        value[length++] = bytes[i];
      }
    }
    return new String(value, 0, length, StandardCharsets.UTF_8);
  }
}
