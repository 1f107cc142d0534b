package io.quantgrid.kernels.tensor;

/**
 * Frees, when closed, every tensor made on its thread since it was opened, but those handed on.
 * Scopes nest and are closed by the thread that opened them, innermost first.
 */
public interface Scope extends AutoCloseable {
  /**
   * Hands the tensor to the enclosing scope, or to the caller when there is none. Returns the same
   * tensor.
   */
  Tensor keep(Tensor tensor);

  /** Takes the tensor out of every scope: the caller closes it. Returns the same tensor. */
  Tensor release(Tensor tensor);

  @Override
  void close();
}
