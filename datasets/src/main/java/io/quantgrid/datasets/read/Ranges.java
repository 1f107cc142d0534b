package io.quantgrid.datasets.read;

/** Checks what documents are asked for. */
final class Ranges {
  private Ranges() {}

  /**
   * @throws IllegalArgumentException if they are not there
   */
  static void check(Documents documents, int from, int to) {
    if (from < 0 || to < from || to > documents.size()) {
      throw new IllegalArgumentException(
          "Cannot read documents "
              + from
              + " to "
              + to
              + " of "
              + documents.name()
              + " (expected within 0 to "
              + documents.size()
              + ")");
    }
  }
}
