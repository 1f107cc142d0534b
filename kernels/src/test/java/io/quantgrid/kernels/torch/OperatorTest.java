package io.quantgrid.kernels.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.kernels.tensor.Engines;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The operations called by name have the arguments that the kernels push, those for GPUs, too: a
 * libtorch with others is noticed here.
 */
final class OperatorTest {
  @BeforeAll
  static void load() {
    Engines.named("torch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          aten::_int_mm | self: Tensor, mat2: Tensor
          aten::_convert_weight_to_int4pack_for_cpu | self: Tensor, innerKTiles: int
          aten::_weight_int4pack_mm_for_cpu | self: Tensor, mat2: Tensor, qGroupSize: int, qScaleAndZeros: Tensor
          aten::_weight_int8pack_mm | self: Tensor, mat2: Tensor, scales: Tensor
          mkldnn::_linear_pointwise | X: Tensor, W: Tensor, B: Optional[Tensor], attr: str, scalars: List[Optional[number]], algorithm: Optional[str]
          aten::_scaled_mm | self: Tensor, mat2: Tensor, scale_a: Tensor, scale_b: Tensor, bias: Optional[Tensor], scale_result: Optional[Tensor], out_dtype: Optional[int], use_fast_accum: bool
          aten::_convert_weight_to_int4pack | self: Tensor, innerKTiles: int
          aten::_weight_int4pack_mm | self: Tensor, mat2: Tensor, qGroupSize: int, qScaleAndZeros: Tensor
          """)
  void schemas_are_those_that_the_kernels_are_written_against(String name, String arguments) {
    assertThat(String.join(", ", Operator.named(name).signature())).isEqualTo(arguments);
  }

  @Test
  void an_operation_that_is_not_there_is_refused_by_name() {
    assertThatThrownBy(() -> Operator.named("aten::_no_such_product"))
        .hasMessageContaining("_no_such_product");
  }
}
