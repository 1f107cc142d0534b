package io.quantgrid.core.model;

import io.quantgrid.core.model.Attention.HeadNorm;
import io.quantgrid.core.model.DecoderLayer.LoadedBranch;
import io.quantgrid.core.model.Mlp.Gate;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Experts;
import io.quantgrid.core.model.architecture.FeedForward;
import io.quantgrid.core.model.architecture.GatedFeedForward;
import io.quantgrid.core.model.architecture.HeadStateSpace;
import io.quantgrid.core.model.architecture.LatentAttention;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.Part;
import io.quantgrid.core.model.architecture.SelectiveStateSpace;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.core.model.architecture.SelfAttention.Span;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Loads what a layer's description names. */
final class LayerLoader {
  private LayerLoader() {}

  static DecoderLayer load(Layer layer, Loader loader) {
    List<LoadedBranch> branches =
        layer.branches().stream().map(branch -> branch(branch, loader)).toList();
    return new DecoderLayer(loader.engine(), layer.flow(), branches, layer.multiplier());
  }

  private static LoadedBranch branch(Branch branch, Loader loader) {
    return new LoadedBranch(
        branch.before().map(loader::norm),
        part(branch.part(), loader),
        branch.after().map(loader::norm));
  }

  private static BranchModule part(Part part, Loader loader) {
    if (part instanceof SelfAttention attention) {
      return attention(attention, loader);
    }
    if (part instanceof GatedFeedForward mlp) {
      return Mlp.load(mlp, loader);
    }
    if (part instanceof LatentAttention latent) {
      return MultiHeadLatent.load(latent, loader);
    }
    if (part instanceof SelectiveStateSpace states) {
      return SelectiveMixer.load(states, loader);
    }
    if (part instanceof HeadStateSpace states) {
      return HeadMixer.load(states, loader);
    }
    if (part instanceof Experts experts) {
      return RoutedExperts.load(experts, loader);
    }
    FeedForward mlp = (FeedForward) part;
    Linear up = loader.linear(mlp.up());
    return new Mlp(loader.engine(), up, Gate.NONE, mlp.activation(), loader.linear(mlp.down()));
  }

  private static Attention attention(SelfAttention attention, Loader loader) {
    Linear qkv = loader.linear(attention.qkv());
    Optional<Tensor> sinks = attention.sinks().map(name -> loader.vector(name, attention.heads()));
    return new Attention(
        loader.engine(),
        attention,
        qkv,
        loader.linear(attention.out()),
        attention.queryNorm().map(norm -> headNorm(norm, attention.heads(), loader)),
        attention.keyNorm().map(norm -> headNorm(norm, attention.kvHeads(), loader)),
        Scores.of(attention, sinks),
        loader.kv());
  }

  private static HeadNorm headNorm(SelfAttention.HeadNorm norm, int heads, Loader loader) {
    if (norm.span() != Span.OWN) {
      return new HeadNorm(loader.norm(norm.norm()), norm.span(), Optional.empty());
    }
    int width = norm.norm().width();
    return new HeadNorm(
        new LoadedNorm(loader.engine(), norm.norm(), loader.ones(width), Optional.empty()),
        norm.span(),
        Optional.of(loader.tensor(norm.norm().weight(), heads, 1, width)));
  }
}
