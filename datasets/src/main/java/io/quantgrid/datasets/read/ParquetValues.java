package io.quantgrid.datasets.read;

import io.quantgrid.kernels.element.Float16;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Parquet's values as plain ones. Lists and maps are read by the rules of the format's
 * specification (LogicalTypes.md, "Nested Types"), those for files of older writers included.
 * Dates, times and decimals are texts as Python prints them, bytes without a text type are Base64.
 */
final class ParquetValues {
  private ParquetValues() {}

  /** The fields of a row or struct, those without a value as null. */
  static Map<String, Object> struct(Group group) throws IOException {
    GroupType type = group.getType();
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < type.getFieldCount(); i++) {
      fields.put(type.getFieldName(i), field(group, i));
    }
    return fields;
  }

  private static Object field(Group group, int index) throws IOException {
    Type type = group.getType().getType(index);
    int count = group.getFieldRepetitionCount(index);
    if (type.isRepetition(Type.Repetition.REPEATED)) { // a list without the two levels around it
      List<Object> items = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        items.add(value(group, index, i));
      }
      return items;
    }
    return count == 0 ? null : value(group, index, 0);
  }

  private static Object value(Group group, int index, int repeat) throws IOException {
    Type type = group.getType().getType(index);
    if (type.isPrimitive()) {
      return primitive(group, index, repeat, type.asPrimitiveType());
    }
    Group inner = group.getGroup(index, repeat);
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof ListLogicalTypeAnnotation) {
      return list(inner);
    }
    if (logical instanceof MapLogicalTypeAnnotation
        || logical instanceof MapKeyValueTypeAnnotation) {
      return map(inner);
    }
    return struct(inner);
  }

  private static List<Object> list(Group group) throws IOException {
    Type repeated = group.getType().getType(0);
    boolean wrapped = !isElement(group.getType(), repeated);
    int count = group.getFieldRepetitionCount(0);
    List<Object> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(wrapped ? field(group.getGroup(0, i), 0) : value(group, 0, i));
    }
    return items;
  }

  /** Whether what is repeated is the element itself rather than a level around it. */
  private static boolean isElement(GroupType list, Type repeated) {
    if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() > 1) {
      return true;
    }
    return repeated.asGroupType().getType(0).isRepetition(Type.Repetition.REPEATED)
        || repeated.getName().equals("array")
        || repeated.getName().equals(list.getName() + "_tuple");
  }

  private static Map<String, Object> map(Group group) throws IOException {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      Group entry = group.getGroup(0, i);
      boolean hasValue = entry.getType().getFieldCount() > 1;
      entries.put(String.valueOf(field(entry, 0)), hasValue ? field(entry, 1) : null);
    }
    return entries;
  }

  private static Object primitive(Group group, int index, int repeat, PrimitiveType type)
      throws IOException {
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> group.getBoolean(index, repeat);
      case INT32 -> integer(group.getInteger(index, repeat), type);
      case INT64 -> integer(group.getLong(index, repeat), type);
      case FLOAT -> (double) group.getFloat(index, repeat);
      case DOUBLE -> group.getDouble(index, repeat);
      case INT96 -> PythonTime.int96(group.getInt96(index, repeat).getBytes());
      case BINARY, FIXED_LEN_BYTE_ARRAY -> binary(group.getBinary(index, repeat), type);
    };
  }

  private static Object integer(long value, PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return new BigDecimal(BigInteger.valueOf(value), decimal.getScale()).toPlainString();
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return PythonTime.date(value);
    }
    if (logical instanceof TimeLogicalTypeAnnotation time) {
      return PythonTime.time(value, time.getUnit());
    }
    if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
      return PythonTime.timestamp(value, timestamp.getUnit(), timestamp.isAdjustedToUTC());
    }
    if (logical instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
      boolean wide = integer.getBitWidth() == Long.SIZE;
      return wide && value < 0
          ? new BigInteger(Long.toUnsignedString(value))
          : (Object) (wide ? value : value & 0xffff_ffffL);
    }
    return value;
  }

  private static Object binary(Binary value, PrimitiveType type) throws IOException {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()).toPlainString();
    }
    if (logical instanceof Float16LogicalTypeAnnotation) {
      return (double) Float16.TYPE.decode(float16(value));
    }
    if (logical instanceof UUIDLogicalTypeAnnotation) {
      return uuid(value);
    }
    boolean text =
        logical instanceof StringLogicalTypeAnnotation
            || logical instanceof EnumLogicalTypeAnnotation
            || logical instanceof JsonLogicalTypeAnnotation;
    if (!text) {
      return Base64.getEncoder().encodeToString(value.getBytes());
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(value.toByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("column " + type.getName() + ": text that is not UTF-8", e);
    }
  }

  /** Little-endian. */
  private static int float16(Binary value) {
    return Short.toUnsignedInt(value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getShort());
  }

  private static String uuid(Binary value) {
    ByteBuffer bytes = value.toByteBuffer();
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }
}
