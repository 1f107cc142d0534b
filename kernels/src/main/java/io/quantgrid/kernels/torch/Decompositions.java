package io.quantgrid.kernels.torch;

import java.util.List;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Factors of matrices by LAPACK, in libtorch. */
final class Decompositions {
  private static final boolean UPPER = false;

  private Decompositions() {}

  static Tensor triangularSolve(Tensor lower, Tensor b) {
    return torch.linalg_solve_triangular(lower, b, UPPER);
  }

  static List<Tensor> svd(Tensor x) {
    try (T_TensorTensorTensor_T parts = torch.svd(x);
        Tensor right = parts.get2()) {
      return List.of(
          new Tensor(parts.get0()), new Tensor(parts.get1()), right.transpose(0, 1).contiguous());
    }
  }
}
