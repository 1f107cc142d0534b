package io.quantgrid.kernels.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.EngineContractTest;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;

final class Nd4jEngineTest extends EngineContractTest {
  @Override
  protected Engine open() {
    return Engines.named("nd4j");
  }

  @Override
  protected boolean supports(DType dtype) {
    return dtype == DType.FLOAT32;
  }

  @Test
  void other_types_are_stored_and_cast_but_not_computed_in() {
    for (DType dtype : List.of(DType.BFLOAT16, DType.FLOAT16, DType.FP8_E4M3, DType.INT64)) {
      Tensor x = engine.cast(engine.floats(new float[] {1, -2}, 1, 2), dtype);
      assertThat(engine.toFloats(engine.cast(x, DType.FLOAT32))).containsExactly(1, -2);
      for (Runnable operation :
          List.<Runnable>of(
              () -> engine.add(x, x),
              () -> engine.linear(x, x),
              () -> engine.mul(x, 2),
              () -> engine.amax(x, 1),
              () -> engine.swiglu(x))) {
        assertThatThrownBy(operation::run)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("Cannot ")
            .hasMessageContaining("expected float32: the nd4j engine computes in nothing else");
      }
    }
  }

  @Test
  void threads_reach_the_librarys_loops_and_openblas() {
    for (int threads : new int[] {1, Math.min(2, Runtime.getRuntime().availableProcessors()), 1}) {
      engine.threads(threads);
      assertThat(Nd4jCpu.Environment.getInstance().maxMasterThreads()).isEqualTo(threads);
      assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(threads);
    }
    assertThatThrownBy(() -> engine.threads(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
