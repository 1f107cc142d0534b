package io.quantgrid.core.text;

/** Whether special tokens are added when encoding, and kept when decoding. */
enum SpecialTokens {
  WITH,
  WITHOUT
}
