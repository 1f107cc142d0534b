package io.quantgrid.core.checkpoint;

import java.util.Optional;

/**
 * Memory that tensors of a file of torch.save look into.
 *
 * @param key what its bytes are filed under
 * @param type of its elements; empty where those are plain bytes and each tensor has its own type
 * @param elements number of them; of bytes where there is no type
 */
record TorchStorage(String key, Optional<StoredType> type, long elements) {
  /**
   * @throws ArithmeticException if they exceed 2^63 - 1
   */
  long bytes() {
    return Shapes.bytes(new long[] {elements}, type.map(StoredType::bits).orElse(Byte.SIZE));
  }
}
