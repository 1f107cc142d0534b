package io.quantgrid.kernels.torch;

import io.quantgrid.kernels.tensor.DType;
import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The engine's types and libtorch's, with the option objects made once. */
final class ScalarTypes {
  static final MemoryFormatOptional ANY_FORMAT = new MemoryFormatOptional();
  static final MemoryFormatOptional ROW_MAJOR =
      new MemoryFormatOptional(torch.MemoryFormat.Contiguous);

  private static final Map<DType, ScalarType> NATIVE = new EnumMap<>(DType.class);
  private static final Map<DType, TensorOptions> OPTIONS = new EnumMap<>(DType.class);

  static {
    NATIVE.put(DType.FLOAT32, ScalarType.Float);
    NATIVE.put(DType.BFLOAT16, ScalarType.BFloat16);
    NATIVE.put(DType.FLOAT16, ScalarType.Half);
    NATIVE.put(DType.FP8_E4M3, ScalarType.Float8_e4m3fn);
    NATIVE.put(DType.FP8_E5M2, ScalarType.Float8_e5m2);
    NATIVE.put(DType.INT8, ScalarType.Char);
    NATIVE.put(DType.UINT8, ScalarType.Byte);
    NATIVE.put(DType.INT32, ScalarType.Int);
    NATIVE.put(DType.INT64, ScalarType.Long);
    NATIVE.put(DType.BOOL, ScalarType.Bool);
    NATIVE.forEach((dtype, type) -> OPTIONS.put(dtype, new TensorOptions(type)));
  }

  private ScalarTypes() {}

  static ScalarType of(DType dtype) {
    return NATIVE.get(dtype);
  }

  static TensorOptions options(DType dtype) {
    return OPTIONS.get(dtype);
  }

  /** The type of a tensor whose type libtorch's promotion rules chose. */
  static DType of(org.bytedeco.pytorch.Tensor x) {
    int value = x.scalar_type().value;
    for (Map.Entry<DType, ScalarType> entry : NATIVE.entrySet()) {
      if (entry.getValue().value == value) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException(
        "Cannot hold a tensor of type " + x.scalar_type() + " (expected one of DType)");
  }

  static boolean isFloating(DType dtype) {
    return switch (dtype) {
      case FLOAT32, BFLOAT16, FLOAT16, FP8_E4M3, FP8_E5M2 -> true;
      case INT8, UINT8, INT32, INT64, BOOL -> false;
    };
  }
}
