package io.quantgrid.core.checkpoint;

import io.quantgrid.kernels.tensor.DType;
import java.util.Optional;

/**
 * Element types by their safetensors names (safetensors 0.8, {@code tensor.rs}). Those without a
 * {@link DType} may stand in a file that is read; asking for such a tensor is an error.
 */
enum StoredType {
  BOOL(8, DType.BOOL),
  F4(4, null),
  F6_E2M3(6, null),
  F6_E3M2(6, null),
  U8(8, DType.UINT8),
  I8(8, DType.INT8),
  F8_E5M2(8, DType.FP8_E5M2),
  F8_E4M3(8, DType.FP8_E4M3),
  F8_E8M0(8, null),
  I16(16, null),
  U16(16, null),
  F16(16, DType.FLOAT16),
  BF16(16, DType.BFLOAT16),
  I32(32, DType.INT32),
  U32(32, null),
  F32(32, DType.FLOAT32),
  C64(64, null),
  F64(64, null),
  I64(64, DType.INT64),
  U64(64, null);

  private final int bits;
  private final Optional<DType> dtype;

  StoredType(int bits, DType dtype) {
    this.bits = bits;
    this.dtype = Optional.ofNullable(dtype);
  }

  /** Bits per element. */
  int bits() {
    return bits;
  }

  /** The type it is computed with, if there is one. */
  Optional<DType> dtype() {
    return dtype;
  }

  static Optional<StoredType> named(String name) {
    for (StoredType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  static StoredType of(DType dtype) {
    for (StoredType type : values()) {
      if (type.dtype.filter(d -> d == dtype).isPresent()) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "Cannot store elements: " + dtype + " (expected a type of safetensors)");
  }
}
