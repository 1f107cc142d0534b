package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Layer.Flow;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One block in the engine's memory: branches that are added to the residual stream. */
record DecoderLayer(Engine engine, Flow flow, List<LoadedBranch> branches, double multiplier) {
  /** A branch with its norms. */
  record LoadedBranch(
      Optional<LoadedNorm> before, BranchModule module, Optional<LoadedNorm> after) {}

  /** {@code x [rows, tokens, hidden]} to the same shape. */
  Tensor apply(Tensor x, Pass pass, int layer) {
    try (Scope scope = engine.scope()) {
      Tensor stream = x;
      Map<Norm, Tensor> normed = new HashMap<>();
      for (LoadedBranch branch : branches) {
        Tensor read = flow == Flow.PARALLEL ? x : stream;
        if (flow != Flow.PARALLEL) {
          normed.clear();
        }
        Tensor input = read;
        if (branch.before().isPresent()) {
          LoadedNorm norm = branch.before().get();
          input = normed.computeIfAbsent(norm.norm(), key -> norm.apply(read));
        }
        Tensor added = branch.module().apply(input, pass, layer);
        boolean ofSum = flow == Flow.NORM_OF_SUM;
        if (branch.after().isPresent() && !ofSum) {
          added = branch.after().get().apply(added);
        }
        stream = engine.add(stream, multiplier == 1 ? added : engine.mul(added, multiplier));
        if (branch.after().isPresent() && ofSum) {
          stream = branch.after().get().apply(stream);
        }
      }
      return scope.keep(stream);
    }
  }
}
