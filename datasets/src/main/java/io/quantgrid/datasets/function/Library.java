package io.quantgrid.datasets.function;

import java.util.Map;

/** A library whose functions are values. */
record Library(String folder, int version, Map<String, TaskFunction> functions)
    implements FunctionLibrary {
  Library {
    functions = Map.copyOf(functions);
  }
}
