package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.family.LlamaLayout.Norms;
import java.util.OptionalInt;

/**
 * What a family with Llama's names assumes where a file does not say.
 *
 * @param epsKey what its files call the number that norms add
 * @param kvHeads heads of keys and values where a file does not mention them (null says that they
 *     are as many as those of queries); as many where this is empty
 * @param headDim width of heads; the stream's share where this is empty
 */
record LlamaDefaults(
    Norms norms, String epsKey, double eps, OptionalInt kvHeads, OptionalInt headDim, Tying tying) {

  /** A head of its own; norms that divide by the root mean square. */
  static LlamaDefaults rms(double eps) {
    return of(Norms.RMS, "rms_norm_eps", eps);
  }

  /** A head of its own. */
  static LlamaDefaults of(Norms norms, String epsKey, double eps) {
    return new LlamaDefaults(
        norms, epsKey, eps, OptionalInt.empty(), OptionalInt.empty(), Tying.OWN);
  }

  LlamaDefaults kvHeads(int count) {
    return new LlamaDefaults(norms, epsKey, eps, OptionalInt.of(count), headDim, tying);
  }

  LlamaDefaults headDim(int width) {
    return new LlamaDefaults(norms, epsKey, eps, kvHeads, OptionalInt.of(width), tying);
  }

  /** The head is the embedding. */
  LlamaDefaults tied() {
    return new LlamaDefaults(norms, epsKey, eps, kvHeads, headDim, Tying.TIED);
  }
}
