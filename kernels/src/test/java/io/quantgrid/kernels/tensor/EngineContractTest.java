package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Making, reading, reshaping and element by element: what every engine must do. */
public abstract class EngineContractTest extends EngineFixture {
  private static final float[] SIX = {1, -2, 3, -4, 5, -6};

  @Test
  void bytes_come_back_as_they_went_in_whatever_the_buffers() {
    byte[] bytes = new byte[24];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 5);
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(20).put(bytes, 8, 16).flip();
    ByteBuffer readOnly = ByteBuffer.wrap(bytes, 0, 8).asReadOnlyBuffer();
    for (DType dtype : DType.values()) {
      if (dtype != DType.BOOL) { // any byte but 1 becomes 1
        Tensor x = engine.raw(dtype, List.of(readOnly, direct), 24L / dtype.bytes());
        assertThat(engine.toBytes(x)).as("%s", dtype).isEqualTo(bytes);
      }
    }
    assertThat(direct.remaining()).isEqualTo(16);
  }

  @Test
  void bytes_that_do_not_fill_the_shape_are_refused() {
    assertThatThrownBy(() -> engine.raw(DType.INT32, List.of(ByteBuffer.allocate(7)), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 bytes (expected 8)");
    assertThatThrownBy(() -> engine.floats(SIX, 7)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.floats(SIX, -1, -6))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void integers_and_booleans_are_read_back() {
    long[] values = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE};
    assertThat(engine.toLongs(engine.longs(values, 2, 2))).isEqualTo(values);
    Tensor flags = engine.booleans(new boolean[] {true, false, true}, 3);
    assertThat(engine.toLongs(flags)).containsExactly(1, 0, 1);
    assertThat(engine.toFloats(engine.cast(flags, DType.FLOAT32))).containsExactly(1, 0, 1);
  }

  @Test
  void empty_tensors_pass_through_everything() {
    Tensor none = engine.zeros(DType.FLOAT32, 0, 4);
    assertThat(engine.toFloats(none)).isEmpty();
    assertThat(engine.toBytes(none)).isEmpty();
    assertThat(engine.add(none, none).shape()).containsExactly(0, 4);
    assertThat(engine.linear(none, engine.zeros(DType.FLOAT32, 3, 4)).shape())
        .containsExactly(0, 3);
    assertThat(engine.rmsNorm(none, engine.zeros(DType.FLOAT32, 4), 1e-5).shape())
        .containsExactly(0, 4);
    assertThat(engine.logSoftmax(none).shape()).containsExactly(0, 4);
    assertThat(engine.swiglu(none).shape()).containsExactly(0, 2);
    assertThat(engine.cat(0, List.of(none, engine.zeros(DType.FLOAT32, 2, 4))).shape())
        .containsExactly(2, 4);
  }

  @Test
  void shapes_change_without_changing_values() {
    Tensor x = engine.floats(SIX, 2, 3);
    assertThat(engine.toFloats(engine.reshape(x, 3, 2))).isEqualTo(SIX);
    assertThat(engine.reshape(x, -1).shape()).containsExactly(6);
    assertThat(engine.toFloats(engine.transpose(x, 0, -1))).containsExactly(1, -4, -2, 5, 3, -6);
    assertThat(engine.toFloats(engine.contiguous(engine.transpose(x, 0, 1))))
        .containsExactly(1, -4, -2, 5, 3, -6);
    assertThat(engine.toFloats(engine.narrow(x, -1, 1, 2))).containsExactly(-2, 3, 5, -6);
    Tensor column = engine.floats(new float[] {7, 8}, 2, 1);
    assertThat(engine.toFloats(engine.expand(column, 2, 3))).containsExactly(7, 7, 7, 8, 8, 8);
    assertThat(x.size(-1)).isEqualTo(3);
    assertThat(x.elements()).isEqualTo(6);
  }

  @Test
  void copying_into_a_view_changes_its_base_alone_there() {
    Tensor cache = engine.zeros(DType.FLOAT32, 2, 4);
    engine.copyInto(engine.narrow(cache, 1, 1, 3), engine.floats(SIX, 2, 3));
    assertThat(engine.toFloats(cache)).containsExactly(0, 1, -2, 3, 0, -4, 5, -6);
    assertThatThrownBy(() -> engine.copyInto(cache, engine.floats(SIX, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 3]")
        .hasMessageContaining("[2, 4]");
  }

  @Test
  void rows_are_gathered_and_joined() {
    Tensor x = engine.floats(SIX, 2, 3);
    Tensor index = engine.longs(new long[] {1, 0, 1}, 3);
    assertThat(engine.toFloats(engine.indexSelect(x, 0, index)))
        .containsExactly(-4, 5, -6, 1, -2, 3, -4, 5, -6);
    assertThat(engine.toFloats(engine.gather(x, engine.longs(new long[] {2, 0}, 2, 1))))
        .containsExactly(3, -4);
    assertThat(engine.embedding(x, engine.longs(new long[] {1, 0, 0, 1}, 2, 2)).shape())
        .containsExactly(2, 2, 3);
    assertThat(engine.toFloats(engine.cat(-1, List.of(x, engine.narrow(x, 1, 0, 1)))))
        .containsExactly(1, -2, 3, 1, -4, 5, -6, -4);
    assertThatThrownBy(() -> engine.indexSelect(x, 0, engine.longs(new long[] {2}, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.cat(0, List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void arithmetic_broadcasts_in_every_type() {
    computed()
        .forEach(
            dtype -> {
              Tensor x = tensor(dtype, SIX, 2, 3);
              Tensor row = tensor(dtype, new float[] {2, 4, -8}, 3);
              assertThat(engine.toFloats(engine.add(x, row))).containsExactly(3, 2, -5, -2, 9, -14);
              assertThat(engine.toFloats(engine.sub(x, row))).containsExactly(-1, -6, 11, -6, 1, 2);
              assertThat(engine.toFloats(engine.mul(x, row)))
                  .containsExactly(2, -8, -24, -8, 20, 48);
              assertThat(engine.toFloats(engine.div(x, row)))
                  .containsExactly(0.5f, -0.5f, -0.375f, -2, 1.25f, 0.75f);
              assertThat(engine.toFloats(engine.mul(x, 0.5)))
                  .containsExactly(0.5f, -1, 1.5f, -2, 2.5f, -3);
              assertThat(engine.add(x, row).dtype()).isEqualTo(dtype);
            });
  }

  @Test
  void halves_round_to_even_and_limits_hold() {
    float[] values = {-2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f, Float.POSITIVE_INFINITY, Float.NaN};
    Tensor x = engine.floats(values, 8);
    assertThat(engine.toFloats(engine.round(x)))
        .usingElementComparator(
            (a, b) -> a.doubleValue() == b.doubleValue() ? 0 : Float.compare(a, b))
        .containsExactly(-2f, -2f, 0f, 0f, 2f, 2f, Float.POSITIVE_INFINITY, Float.NaN);
    assertThat(engine.toFloats(engine.clamp(x, -1, 2)))
        .containsExactly(-1, -1, -0.5f, 0.5f, 1.5f, 2, 2, Float.NaN);
  }

  @Test
  void reductions_remove_their_dimension() {
    Tensor x = engine.floats(SIX, 2, 3);
    assertThat(engine.toFloats(engine.amax(x, 0))).containsExactly(1, 5, 3);
    assertThat(engine.toFloats(engine.amin(x, -1))).containsExactly(-2, -6);
    assertThat(engine.toFloats(engine.sum(x, 1))).containsExactly(2, -5);
    Tensor ties = engine.floats(new float[] {3, 7, 7, 1, 1, 1}, 2, 3);
    assertThat(engine.toLongs(engine.argmax(ties))).containsExactly(1, 0);
    TopK top = engine.topK(x, 2);
    assertThat(engine.toFloats(top.values())).containsExactly(3, 1, 5, -4);
    assertThat(engine.toLongs(top.indices())).containsExactly(2, 0, 1, 0);
  }

  @Test
  void what_is_not_a_number_is_neither_lost_nor_passed_over() {
    float[] values = {1, Float.NaN, 3, -1, 5, 2};
    Tensor x = engine.floats(values, 2, 3);
    assertThat(engine.toFloats(engine.amax(x, 1))).containsExactly(Float.NaN, 5);
    assertThat(engine.toFloats(engine.amin(x, 1))).containsExactly(Float.NaN, -1);
    assertThat(engine.toFloats(engine.sum(x, 0))).containsExactly(0, Float.NaN, 5);
    assertThat(engine.toLongs(engine.argmax(x))).containsExactly(1, 1);
    assertThat(engine.toLongs(engine.topK(x, 1).indices())).containsExactly(1, 1);
    assertThat(engine.toFloats(engine.logSoftmax(x)))
        .startsWith(Float.NaN, Float.NaN, Float.NaN)
        .doesNotContain(Float.NEGATIVE_INFINITY);
    assertThat(engine.toFloats(engine.linear(x, x)))
        .containsExactly(Float.NaN, Float.NaN, Float.NaN, 30);
  }

  @Test
  void scalars_and_sums_over_nothing_have_values() {
    Tensor scalar = engine.sum(engine.floats(SIX, 6), 0);
    assertThat(scalar.shape()).isEmpty();
    assertThat(engine.toFloats(scalar)).containsExactly(-3);
    assertThat(engine.toFloats(engine.mul(engine.floats(SIX, 2, 3), scalar)))
        .containsExactly(-3, 6, -9, 12, -15, 18);
    assertThat(engine.toFloats(engine.reshape(scalar, 1, 1))).containsExactly(-3);
    Tensor none = engine.zeros(DType.FLOAT32, 2, 0);
    assertThat(engine.toFloats(engine.sum(none, 1))).containsExactly(0, 0);
    assertThat(engine.toFloats(engine.linear(none, none))).containsExactly(0, 0, 0, 0);
    assertThat(engine.toFloats(engine.matmul(none, engine.transpose(none, 0, 1))))
        .containsExactly(0, 0, 0, 0);
  }

  @Test
  void casts_between_integers_keep_what_fits_and_floats_lose_their_fraction() {
    Tensor x = engine.floats(new float[] {-1.75f, 0, 0.5f, 127.9f, -0.0f}, 5);
    for (DType dtype : List.of(DType.INT8, DType.INT32, DType.INT64)) {
      assertThat(engine.toLongs(engine.cast(x, dtype))).containsExactly(-1, 0, 0, 127, 0);
    }
    assertThat(engine.toLongs(engine.cast(x, DType.BOOL))).containsExactly(1, 0, 1, 1, 0);
    Tensor wide = engine.longs(new long[] {-1, 255, 256, 1L << 40}, 4);
    assertThat(engine.toLongs(engine.cast(wide, DType.UINT8))).containsExactly(255, 255, 0, 0);
    assertThat(engine.toLongs(engine.cast(wide, DType.INT8))).containsExactly(-1, -1, 0, 0);
    assertThat(engine.toFloats(engine.cast(wide, DType.FLOAT32)))
        .containsExactly(-1, 255, 256, 0x1p40f);
  }

  @Test
  void the_largest_entries_come_in_order() {
    SplittableRandom random = new SplittableRandom(5);
    for (int width : new int[] {1, 2, 7, 64, 2048}) {
      float[] values = new float[3 * width];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      values[0] = Float.NEGATIVE_INFINITY;
      values[width - 1] = Float.POSITIVE_INFINITY;
      for (int k : new int[] {1, (width + 1) / 2, width}) {
        TopK top = engine.topK(engine.floats(values, 3, 1, width), k);
        assertThat(top.values().shape()).containsExactly(3, 1, k);
        float[] found = engine.toFloats(top.values());
        long[] indices = engine.toLongs(top.indices());
        for (int row = 0; row < 3; row++) {
          float[] sorted = Arrays.copyOfRange(values, row * width, (row + 1) * width);
          Arrays.sort(sorted);
          for (int i = 0; i < k; i++) {
            assertThat(found[row * k + i]).isEqualTo(sorted[width - 1 - i]);
            assertThat(values[row * width + (int) indices[row * k + i]])
                .isEqualTo(found[row * k + i]);
          }
        }
      }
    }
    TopK top = engine.topK(engine.transpose(engine.floats(SIX, 2, 3), 0, 1), 1);
    assertThat(engine.toFloats(top.values())).containsExactly(1, 5, 3);
  }

  @Test
  void casts_round_to_nearest_even() {
    float[] values = {1 + 0x1p-8f, 1 + 0x3p-8f, 3.4e38f, -0.0f};
    assertThat(rounded(DType.BFLOAT16, values)[0]).isEqualTo(1);
    assertThat(rounded(DType.BFLOAT16, values)[1]).isEqualTo(1 + 0x4p-8f);
    Tensor x = engine.floats(values, 4);
    assertThat(engine.toFloats(engine.cast(x, DType.FLOAT32))).isEqualTo(values);
    assertThat(engine.toLongs(engine.cast(engine.floats(SIX, 6), DType.INT8)))
        .containsExactly(1, -2, 3, -4, 5, -6);
  }

  @Test
  void mixed_floating_types_are_refused() {
    Tensor x = engine.floats(SIX, 2, 3);
    if (supports(DType.BFLOAT16)) {
      Tensor half = engine.cast(x, DType.BFLOAT16);
      for (Runnable operation :
          List.<Runnable>of(
              () -> engine.add(x, half),
              () -> engine.linear(x, half),
              () -> engine.rmsNorm(x, engine.narrow(half, 0, 0, 1), 1e-5),
              () -> engine.cat(0, List.of(x, half)),
              () -> engine.copyInto(x, half))) {
        assertThatThrownBy(operation::run)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("expected one type: cast first");
      }
    }
    assertThatThrownBy(() -> engine.toLongs(x)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shape_errors_name_the_shapes_in_one_line() {
    Tensor x = engine.floats(SIX, 2, 3);
    assertThatThrownBy(() -> engine.matmul(x, x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageContaining("[2, 3]")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void an_allocation_that_fails_is_an_out_of_memory_error() {
    assertThatThrownBy(() -> engine.zeros(DType.FLOAT32, 1L << 45))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageStartingWith("Cannot ");
    assertThat(engine.toFloats(engine.zeros(DType.FLOAT32, 2))).containsExactly(0, 0);
  }

  @Test
  void arguments_never_change() {
    Tensor x = engine.floats(SIX, 1, 1, 1, 6);
    engine.rmsNorm(x, engine.floats(SIX, 6), 1e-5);
    engine.swiglu(x);
    engine.rotary(x, x, x);
    engine.silu(x);
    engine.relu(x);
    engine.layerNorm(x, engine.floats(SIX, 6), Optional.empty(), 1e-5);
    engine.maskedFill(x, engine.booleans(new boolean[] {true}, 1), 0);
    engine.biasedAttention(x, x, x, engine.zeros(DType.FLOAT32, 1, 1), 1);
    engine.clamp(x, 0, 1);
    assertThat(Arrays.equals(engine.toFloats(x), SIX)).isTrue();
  }
}
