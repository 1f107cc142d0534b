package io.quantgrid.core.model.family;

import io.quantgrid.core.model.architecture.ModelConfig;
import java.util.List;

/** One way of computing: says what a configuration asks for, with the names of all tensors. */
interface Family {
  /** Its {@code model_type}s. */
  List<String> names();

  /** Published models that it is known to load, for the documentation. */
  List<String> models();

  /** Reads and checks the configuration; problems are noted in {@code keys}. */
  ModelConfig read(ConfigKeys keys);
}
