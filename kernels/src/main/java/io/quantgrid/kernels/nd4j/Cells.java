package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.element.Fp8E4m3;
import io.quantgrid.kernels.element.Fp8E5m2;
import io.quantgrid.kernels.tensor.DType;
import org.bytedeco.javacpp.indexer.ByteIndexer;

/** Runs of entries of any type as Java numbers, read and written at even steps. */
final class Cells {
  /** Shorter runs are cheaper entry by entry than through one native copy. */
  private static final int COPIED = 32;

  private Cells() {}

  static boolean isFloating(DType dtype) {
    return switch (dtype) {
      case FLOAT32, BFLOAT16, FLOAT16, FP8_E4M3, FP8_E5M2 -> true;
      case INT8, UINT8, INT32, INT64, BOOL -> false;
    };
  }

  /** Entries {@code first, first + step ...} as floats. */
  static void read(Memory memory, DType dtype, long first, long step, float[] into, int n) {
    ByteIndexer at = memory.at();
    switch (dtype) {
      case FLOAT32 -> {
        if (step == 1 && n >= COPIED) {
          memory.floatsFrom(first).get(into, 0, n);
        } else {
          for (int i = 0; i < n; i++) {
            into[i] = at.getFloat((first + i * step) * Float.BYTES);
          }
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < n; i++) {
          into[i] = Float.intBitsToFloat(at.getShort((first + i * step) * Short.BYTES) << 16);
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          into[i] = Float16.TYPE.decode(at.getShort((first + i * step) * Short.BYTES) & 0xFFFF);
        }
      }
      case FP8_E4M3, FP8_E5M2 -> {
        FloatType type = type(dtype);
        for (int i = 0; i < n; i++) {
          into[i] = type.decode(at.get(first + i * step) & 0xFF);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          into[i] = integer(at, dtype, first + i * step);
        }
      }
    }
  }

  /** Entries of an integer or boolean type. */
  static void read(Memory memory, DType dtype, long first, long step, long[] into, int n) {
    ByteIndexer at = memory.at();
    for (int i = 0; i < n; i++) {
      into[i] = integer(at, dtype, first + i * step);
    }
  }

  private static long integer(ByteIndexer at, DType dtype, long index) {
    return switch (dtype) {
      case INT8 -> at.get(index);
      case UINT8, BOOL -> at.get(index) & 0xFF;
      case INT32 -> at.getInt(index * Integer.BYTES);
      case INT64 -> at.getLong(index * Long.BYTES);
      default -> throw new IllegalArgumentException("Cannot read " + dtype + " as integers");
    };
  }

  /** Writes floats one after another, rounded to nearest even, or towards zero in integer types. */
  static void write(Memory memory, DType dtype, long first, float[] from, int n) {
    ByteIndexer at = memory.at();
    switch (dtype) {
      case FLOAT32 -> {
        if (n >= COPIED) {
          memory.floatsFrom(first).put(from, 0, n);
        } else {
          for (int i = 0; i < n; i++) {
            at.putFloat((first + i) * Float.BYTES, from[i]);
          }
        }
      }
      case BFLOAT16, FLOAT16 -> {
        FloatType type = type(dtype);
        for (int i = 0; i < n; i++) {
          at.putShort((first + i) * Short.BYTES, (short) type.encodeUnsaturated(from[i]));
        }
      }
      case FP8_E4M3, FP8_E5M2 -> {
        FloatType type = type(dtype);
        for (int i = 0; i < n; i++) {
          at.put(first + i, (byte) type.encodeUnsaturated(from[i]));
        }
      }
      case BOOL -> {
        for (int i = 0; i < n; i++) {
          at.put(first + i, (byte) (from[i] == 0 ? 0 : 1));
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          put(at, dtype, first + i, (long) from[i]);
        }
      }
    }
  }

  /** Writes integers one after another; what does not fit loses its upper bits. */
  static void write(Memory memory, DType dtype, long first, long[] from, int n) {
    ByteIndexer at = memory.at();
    for (int i = 0; i < n; i++) {
      put(at, dtype, first + i, from[i]);
    }
  }

  private static void put(ByteIndexer at, DType dtype, long index, long value) {
    switch (dtype) {
      case INT8, UINT8 -> at.put(index, (byte) value);
      case BOOL -> at.put(index, (byte) (value == 0 ? 0 : 1));
      case INT32 -> at.putInt(index * Integer.BYTES, (int) value);
      case INT64 -> at.putLong(index * Long.BYTES, value);
      default -> throw new IllegalArgumentException("Cannot write integers as " + dtype);
    }
  }

  private static FloatType type(DType dtype) {
    return switch (dtype) {
      case BFLOAT16 -> Bfloat16.TYPE;
      case FLOAT16 -> Float16.TYPE;
      case FP8_E4M3 -> Fp8E4m3.TYPE;
      case FP8_E5M2 -> Fp8E5m2.TYPE;
      default -> throw new IllegalArgumentException("Cannot narrow to " + dtype);
    };
  }
}
