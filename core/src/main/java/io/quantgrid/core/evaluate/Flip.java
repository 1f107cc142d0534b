package io.quantgrid.core.evaluate;

import java.util.Optional;

/** What became of an item's correctness between the baseline and a variant (arXiv 2407.09141). */
enum Flip {
  NONE("none"),
  GAINED("gained"),
  LOST("lost");

  private final String text;

  Flip(String text) {
    this.text = text;
  }

  /** The value of the column {@code flip}. */
  String text() {
    return text;
  }

  /** Empty unless both are known. */
  static Optional<Flip> between(Optional<Boolean> baseline, Optional<Boolean> variant) {
    return baseline.flatMap(before -> variant.map(after -> of(before, after)));
  }

  private static Flip of(boolean before, boolean after) {
    if (before == after) {
      return NONE;
    }
    return after ? GAINED : LOST;
  }
}
