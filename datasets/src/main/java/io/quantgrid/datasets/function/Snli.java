package io.quantgrid.datasets.function;

import io.quantgrid.datasets.function.TaskFunction.OfDocuments;
import java.util.List;
import java.util.Map;

/** SNLI without the pairs that its annotators did not agree on. */
final class Snli {
  static final FunctionLibrary LIBRARY =
      new Library(
          "snli",
          1,
          Map.of(
              "utils.process_docs",
              (OfDocuments)
                  fields -> Columns.integer(fields, "label") < 0 ? List.of() : List.of(fields)));

  private Snli() {}
}
