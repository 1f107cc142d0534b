package io.quantgrid.kernels.tensor;

/** Storage types of tensors. Little-endian in files and in memory. */
public enum DType {
  FLOAT32(4),
  BFLOAT16(2),
  FLOAT16(2),
  FP8_E4M3(1),
  FP8_E5M2(1),
  INT8(1),
  UINT8(1),
  INT32(4),
  INT64(8),
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }
}
