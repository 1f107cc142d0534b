package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;

/**
 * The metadata: keys with typed values, read as JSON. A float32 becomes the number of its shortest
 * decimal form, so that 1e-5 stays 1e-5.
 *
 * <pre>
 * | key: string | type: u32 | value |      string: | length: u64 | UTF-8 |
 *                                          array:  | type: u32 | count: u64 | values |
 * </pre>
 */
final class GgufValues {
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  /** Bytes of the least value of each type; of strings and arrays, of their heads. */
  private static final int[] LEAST = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};

  private static final int MAX_NESTING = 4;
  private static final int LEAST_ENTRY = 8 + 4 + 1;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final GgufCursor in;

  GgufValues(GgufCursor in) {
    this.in = in;
  }

  /** Bytes that an entry takes at least. */
  static int leastBytes() {
    return LEAST_ENTRY;
  }

  /** That many entries, by key. */
  ObjectNode read(int count) {
    ObjectNode entries = JSON.objectNode();
    for (int i = 0; i < count; i++) {
      String key = in.text("metadata key " + i);
      int type = type(key);
      JsonNode value = value(key, type, 0);
      if (entries.has(key)) {
        throw in.refused("metadata", key + " twice", "each key once");
      }
      entries.set(key, value);
    }
    return entries;
  }

  private int type(String key) {
    int type = in.int32(key);
    if (type < 0 || type >= LEAST.length) {
      throw in.refused(
          key, "value type " + Integer.toUnsignedString(type), "0 to " + (LEAST.length - 1));
    }
    return type;
  }

  private JsonNode value(String key, int type, int depth) {
    return switch (type) {
      case 0 -> JSON.numberNode(in.int8(key) & 0xFF);
      case 1 -> JSON.numberNode((int) in.int8(key));
      case 2 -> JSON.numberNode(in.int16(key) & 0xFFFF);
      case 3 -> JSON.numberNode((int) in.int16(key));
      case 4 -> whole(in.int32(key) & 0xFFFF_FFFFL);
      case 5 -> JSON.numberNode(in.int32(key));
      case 6 -> decimal(Float.intBitsToFloat(in.int32(key)));
      case 7 -> flag(key);
      case STRING -> JSON.textNode(in.text(key));
      case ARRAY -> array(key, depth);
      case 10 -> unsigned(in.int64(key));
      case 11 -> whole(in.int64(key));
      default -> JSON.numberNode(Double.longBitsToDouble(in.int64(key)));
    };
  }

  private JsonNode flag(String key) {
    byte flag = in.int8(key);
    if (flag != 0 && flag != 1) {
      throw in.refused(key, "truth value " + (flag & 0xFF), "0 or 1");
    }
    return JSON.booleanNode(flag == 1);
  }

  private ArrayNode array(String key, int depth) {
    if (depth == MAX_NESTING) {
      throw in.refused(key, "arrays deeper than " + MAX_NESTING, "fewer inside one another");
    }
    int type = type(key);
    int count = in.elements(key, LEAST[type]);
    ArrayNode array = JSON.arrayNode();
    for (int i = 0; i < count; i++) {
      array.add(value(key, type, depth + 1));
    }
    return array;
  }

  private static JsonNode whole(long value) {
    return value == (int) value ? JSON.numberNode((int) value) : JSON.numberNode(value);
  }

  private static JsonNode unsigned(long value) {
    return value < 0 ? JSON.numberNode(new BigInteger(Long.toUnsignedString(value))) : whole(value);
  }

  private static JsonNode decimal(float value) {
    return JSON.numberNode(Double.parseDouble(Float.toString(value)));
  }
}
