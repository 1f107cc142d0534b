package io.quantgrid.core.model;

/** Where a decoder's parts are while it runs: all in memory, or loaded as their turn comes. */
interface Parts extends AutoCloseable {
  /** A way through some of the parts, for one thread; several may be under way at once. */
  Walk walk(Stretch stretch);

  /** The last norm, which is small and always there. */
  LastNorm norm();

  /** Bytes of the weights that stay in memory between runs. */
  long bytes();

  /** How what was loaded so far computes. */
  Compute compute();

  @Override
  void close();

  /** Which parts a way leads through, in order of computation. */
  enum Stretch {
    /** Embedding and layers. */
    STATES,
    /** Embedding, layers and head. */
    ALL,
    /** The head alone. */
    HEAD
  }

  /** Parts in order of computation; each is valid until the next is asked for. */
  interface Walk extends AutoCloseable {
    Embedder embedder();

    /** The next layer. */
    DecoderLayer layer(int index);

    LoadedHead head();

    @Override
    void close();
  }
}
