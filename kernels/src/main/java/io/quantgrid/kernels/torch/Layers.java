package io.quantgrid.kernels.torch;

import static io.quantgrid.kernels.torch.TorchTensor.at;

import io.quantgrid.kernels.tensor.Svd;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/** The engine's linear algebra and transformer blocks. */
abstract class Layers extends Pointwise {

  public final Tensor matmul(Tensor a, Tensor b) {
    return binary("matmul", () -> torch.matmul(at(a), at(b)), a, b);
  }

  public final Tensor linear(Tensor x, Tensor weight) {
    return binary("apply linear to", () -> Products.linear(at(x), at(weight)), x, weight);
  }

  public final Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    requireSame("apply linear to", x, bias);
    return binary("apply linear to", () -> Blocks.linear(at(x), at(weight), at(bias)), x, weight);
  }

  public final Tensor embedding(Tensor weight, Tensor ids) {
    return fresh("embed", weight.dtype(), () -> torch.embedding(at(weight), at(ids)), weight, ids);
  }

  public final Tensor rmsNorm(Tensor x, Tensor weight, double eps) {
    return binary("normalize", () -> Blocks.rmsNorm(at(x), at(weight), eps), x, weight);
  }

  public final Tensor layerNorm(Tensor x, Tensor weight, Optional<Tensor> bias, double eps) {
    bias.ifPresent(added -> requireSame("normalize", x, added));
    return binary(
        "normalize",
        () -> Blocks.layerNorm(at(x), at(weight), bias.map(TorchTensor::at), eps),
        x,
        weight);
  }

  public final Tensor swiglu(Tensor gateUp) {
    return unary("apply swiglu to", () -> Blocks.swiglu(at(gateUp)), gateUp);
  }

  public final Tensor rotary(Tensor x, Tensor cos, Tensor sin) {
    requireSame("rotate", x, cos);
    return binary("rotate", () -> Blocks.rotary(at(x), at(cos), at(sin)), x, sin);
  }

  public final Tensor causalAttention(Tensor q, Tensor k, Tensor v, double scale) {
    requireSame("attend", q, v);
    return binary("attend", () -> Attention.causal(at(q), at(k), at(v), scale), q, k);
  }

  public final Tensor fullAttention(Tensor q, Tensor k, Tensor v, double scale) {
    requireSame("attend", q, v);
    return binary("attend", () -> Attention.full(at(q), at(k), at(v), scale), q, k);
  }

  public final Tensor maskedAttention(Tensor q, Tensor k, Tensor v, Tensor mask, double scale) {
    requireSame("attend", q, v);
    return binary("attend", () -> Attention.masked(at(q), at(k), at(v), at(mask), scale), q, k);
  }

  public final Tensor biasedAttention(Tensor q, Tensor k, Tensor v, Tensor bias, double scale) {
    requireSame("attend", q, v);
    if (bias.dtype() != q.dtype()) {
      throw mixed("attend", q, bias);
    }
    return binary("attend", () -> Attention.biased(at(q), at(k), at(v), at(bias), scale), q, k);
  }

  public final Tensor triangularSolve(Tensor lower, Tensor b) {
    return binary("solve", () -> Decompositions.triangularSolve(at(lower), at(b)), lower, b);
  }

  public final Svd svd(Tensor x) {
    List<org.bytedeco.pytorch.Tensor> parts = read("decompose", () -> Decompositions.svd(at(x)), x);
    return new Svd(
        adopt(parts.get(0), x.dtype()),
        adopt(parts.get(1), x.dtype()),
        adopt(parts.get(2), x.dtype()));
  }
}
