package io.quantgrid.kernels.torch;

import org.bytedeco.pytorch.InferenceMode;

/**
 * What libtorch keeps per thread. A thread that computes enters inference mode once and stays in
 * it: operations then skip autograd's bookkeeping.
 */
final class TorchThread {
  private static final ThreadLocal<TorchThread> CURRENT = ThreadLocal.withInitial(TorchThread::new);

  private final InferenceMode inference = new InferenceMode(true);

  private Scratch scratch;

  private TorchThread() {}

  /** What quantization on this thread works in; made when first asked for. */
  Scratch scratch() {
    if (scratch == null) {
      scratch = new Scratch();
    }
    return scratch;
  }

  static TorchThread current() {
    return CURRENT.get();
  }

  @Override
  public String toString() {
    return "inference mode at " + inference.address();
  }
}
