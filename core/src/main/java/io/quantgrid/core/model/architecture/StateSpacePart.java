package io.quantgrid.core.model.architecture;

/**
 * A part in which each token reads a state that those before it in its text have left: what caches
 * need to know of it.
 */
public sealed interface StateSpacePart extends Part permits SelectiveStateSpace, HeadStateSpace {
  ShortConvolution convolution();

  /** Channels that have a state. */
  int inner();

  /** Numbers in each channel's state. */
  int state();
}
