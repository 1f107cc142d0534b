package io.quantgrid.kernels.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Tensor;
import io.quantgrid.kernels.tensor.TopK;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/** libtorch's own selection is the oracle. */
class LargestTest {
  private final Engine engine = Engines.named("torch");

  @Test
  void the_same_entries_as_libtorch_in_the_same_order() {
    SplittableRandom random = new SplittableRandom(3);
    for (int k : new int[] {1, 3, 64, 300}) {
      float[] values = new float[20 * 300];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-40, 38)));
      }
      values[7] = Float.NaN;
      values[11] = Float.POSITIVE_INFINITY;
      try (Tensor x = engine.floats(values, 20, 300);
          T_TensorTensor_T pair = torch.topk(TorchTensor.at(x), k)) {
        TopK top = engine.topK(x, k);
        assertThat(engine.toFloats(top.values())).isEqualTo(Transfer.toFloats(pair.get0()));
        assertThat(engine.toLongs(top.indices())).isEqualTo(Transfer.toLongs(pair.get1()));
        top.values().close();
        top.indices().close();
      }
    }
  }

  @Test
  void of_equal_entries_the_first_come_first() {
    try (Tensor x = engine.floats(new float[] {0, 2, -0f, 2, 0, 2, 1}, 7)) {
      assertThat(engine.toLongs(engine.topK(x, 2).indices())).containsExactly(1, 3);
      assertThat(engine.toLongs(engine.topK(x, 7).indices())).containsExactly(1, 3, 5, 6, 0, 2, 4);
    }
  }
}
