package io.quantgrid.core.quantize;

import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.stored.StoredFloats;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tensors of one block in float32, row-major, which transforms change in place. Nothing else is
 * in memory while a block is quantized.
 */
final class BlockTensors {
  private final Block block;
  private final Map<String, Values> byName;

  /**
   * @param rows 1 for vectors
   */
  record Values(float[] values, int rows, int columns) {
    /** A stored matrix or vector. */
    static Values of(StoredTensor tensor) {
      long[] shape = tensor.shape();
      return new Values(
          StoredFloats.read(tensor),
          shape.length == 1 ? 1 : Math.toIntExact(shape[0]),
          Math.toIntExact(shape[shape.length - 1]));
    }

    Values copy() {
      return new Values(values.clone(), rows, columns);
    }
  }

  BlockTensors(Block block, Map<String, Values> byName) {
    this.block = block;
    this.byName = new LinkedHashMap<>(byName);
  }

  Block block() {
    return block;
  }

  /** The tensor of that name; its array may be written to. */
  Values get(String name) {
    Values found = byName.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "Cannot transform %s (expected one of %s)".formatted(name, byName.keySet()));
    }
    return found;
  }

  /** A deep copy. */
  BlockTensors copy() {
    Map<String, Values> copies = new LinkedHashMap<>();
    byName.forEach((name, values) -> copies.put(name, values.copy()));
    return new BlockTensors(block, copies);
  }
}
