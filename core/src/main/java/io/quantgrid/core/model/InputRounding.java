package io.quantgrid.core.model;

import io.quantgrid.kernels.solve.llmint8.MixedInt8;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;

/** What the input of a linear layer becomes before it is multiplied in floating point. */
sealed interface InputRounding {
  /** {@code x [..., in]} to the same shape and type. */
  Tensor apply(Engine engine, Tensor x);

  /** Every entry goes through the scheme. */
  record Uniform(ActivationScheme scheme) implements InputRounding {
    @Override
    public Tensor apply(Engine engine, Tensor x) {
      return engine.roundTrip(x, scheme);
    }
  }

  /** Large entries stay, the others go through int8 (LLM.int8()). */
  record Mixed(MixedInt8 int8) implements InputRounding {
    @Override
    public Tensor apply(Engine engine, Tensor x) {
      return int8.apply(engine, x);
    }
  }
}
