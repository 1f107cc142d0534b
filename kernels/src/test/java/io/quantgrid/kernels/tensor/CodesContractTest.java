package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.element.ElementType;
import io.quantgrid.kernels.element.ElementTypes;
import io.quantgrid.kernels.element.Float16;
import io.quantgrid.kernels.element.IntegerType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Codes of values and values of codes against the element types, one by one. */
public abstract class CodesContractTest extends EngineFixture {
  /** Odd, and more than engines work on at once. */
  private static final int MANY = (1 << 17) + 4321;

  static Stream<ElementType> elements() {
    return ElementTypes.all().stream().filter(element -> element.bits() <= 8);
  }

  /** Values, ties and their neighbours, ends, extremes, then numbers of all magnitudes. */
  private static float[] inputs(ElementType element, int count) {
    float[] values = new float[256];
    for (int code = 0; code < values.length; code++) {
      values[code] = element.decode(element instanceof IntegerType ? (byte) code : code);
    }
    Arrays.sort(values);
    float[] inputs = new float[count];
    float[] extremes = {
      0f,
      -0f,
      Float.NaN,
      -Float.NaN,
      Float.intBitsToFloat(0xFFC0_0001),
      Float.intBitsToFloat(0x7F80_0001),
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      0x1p-127f
    };
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < count; i++) {
      float tie = i + 1 < values.length ? (float) (((double) values[i] + values[i + 1]) / 2) : 0;
      int turn = i % 4;
      if (i < extremes.length) {
        inputs[i] = extremes[i];
      } else if (turn == 0 && i / 4 < values.length) {
        inputs[i] = values[i / 4];
      } else if (i < 4 * values.length) {
        int at = Math.min(i / 4, values.length - 2);
        tie = (float) (((double) values[at] + values[at + 1]) / 2);
        inputs[i] = turn == 1 ? tie : turn == 2 ? Math.nextUp(tie) : Math.nextDown(tie);
      } else if (turn < 2) {
        inputs[i] = (float) (random.nextDouble(-1.2, 1.2) * Math.min(element.largest(), 1e6));
      } else {
        inputs[i] = Float.intBitsToFloat(random.nextInt());
      }
    }
    return inputs;
  }

  @ParameterizedTest
  @MethodSource("elements")
  void codes_are_those_of_the_element_type(ElementType element) {
    for (int count : new int[] {MANY, 33, 1}) {
      float[] x = inputs(element, count);
      Tensor codes = engine.encode(engine.floats(x, count), element);
      boolean signed = element instanceof IntegerType;
      assertThat(codes.dtype()).isEqualTo(signed ? DType.INT8 : DType.UINT8);
      byte[] bytes = engine.toBytes(codes);
      for (int i = 0; i < count; i++) {
        int code = signed ? bytes[i] : bytes[i] & 0xFF;
        int expected = element.encode(x[i]);
        boolean notANumber = // libraries differ in which NaN, or which zero, it becomes
            Float.isNaN(x[i])
                && Float.valueOf(element.decode(code) + 0f).equals(element.decode(expected) + 0f);
        assertThat(code == expected || notANumber)
            .as("%s of %s (entry %d): %d, expected %d", element, x[i], i, code, expected)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("elements")
  void values_are_those_of_the_element_type(ElementType element) {
    boolean signed = element instanceof IntegerType;
    for (int count : new int[] {MANY, 256, 1}) {
      byte[] bytes = new byte[count];
      for (int i = 0; i < count; i++) {
        bytes[i] = (byte) (i * 37 + i / 256);
      }
      Tensor codes =
          engine.raw(signed ? DType.INT8 : DType.UINT8, List.of(ByteBuffer.wrap(bytes)), count);
      float[] values = engine.toFloats(engine.decode(codes, element));
      for (int i = 0; i < count; i++) {
        float expected = element.decode(signed ? bytes[i] : bytes[i] & 0xFF);
        assertThat(values[i]).as("code %d", bytes[i]).isEqualTo(Float.valueOf(expected));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("elements")
  void views_empty_tensors_and_all_shapes_are_encoded(ElementType element) {
    Tensor none = engine.zeros(DType.FLOAT32, 0, 4);
    assertThat(engine.encode(none, element).shape()).containsExactly(0, 4);
    assertThat(engine.decode(engine.encode(none, element), element).shape()).containsExactly(0, 4);
    Tensor view = engine.transpose(engine.floats(inputs(element, 3 * 7 * 5), 3, 7, 5), 0, 2);
    Tensor codes = engine.encode(view, element);
    assertThat(codes.shape()).containsExactly(5, 7, 3);
    assertThat(engine.toBytes(codes))
        .isEqualTo(engine.toBytes(engine.encode(engine.contiguous(view), element)));
    assertThat(engine.toFloats(engine.decode(engine.transpose(codes, 0, 1), element)))
        .isEqualTo(
            engine.toFloats(
                engine.decode(engine.contiguous(engine.transpose(codes, 0, 1)), element)));
  }

  @Test
  void arguments_keep_their_values_and_wide_types_are_refused() {
    for (ElementType element : elements().toList()) {
      float[] x = inputs(element, 77);
      Tensor tensor = engine.floats(x, 77);
      Tensor codes = engine.encode(tensor, element);
      byte[] bytes = engine.toBytes(codes);
      engine.decode(codes, element);
      assertThat(engine.toFloats(tensor)).isEqualTo(x);
      assertThat(engine.toBytes(codes)).isEqualTo(bytes);
    }
    Tensor x = engine.zeros(DType.FLOAT32, 2);
    assertThatThrownBy(() -> engine.encode(x, Float16.TYPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot encode float16 in a byte");
  }
}
