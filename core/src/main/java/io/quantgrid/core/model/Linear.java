package io.quantgrid.core.model;

import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.LowBitLinear;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** {@code x W^T} with {@code W [out, in]}. */
sealed interface Linear {
  /** {@code x [..., in]} to {@code [..., out]}. */
  Tensor apply(Tensor x);

  /** In floating point, after {@code x} was rounded. */
  record Floating(Engine engine, Tensor weight, Optional<InputRounding> rounding)
      implements Linear {
    @Override
    public Tensor apply(Tensor x) {
      Tensor input = rounding.isPresent() ? rounding.get().apply(engine, x) : x;
      return engine.linear(input, weight);
    }
  }

  /** In few bits, activations included. */
  record LowBit(LowBitLinear layer) implements Linear {
    @Override
    public Tensor apply(Tensor x) {
      return layer.apply(x);
    }
  }

  /** With {@code bias [out]} added to what another gives. */
  record Biased(Engine engine, Linear layer, Tensor bias) implements Linear {
    @Override
    public Tensor apply(Tensor x) {
      return engine.add(layer.apply(x), bias);
    }
  }

  /** Shows its input to somebody first. */
  record Observed(Linear layer, List<String> weights, InputObserver observer) implements Linear {
    @Override
    public Tensor apply(Tensor x) {
      observer.observe(weights, x);
      return layer.apply(x);
    }
  }
}
