package io.quantgrid.core.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import java.util.Optional;
import java.util.SortedSet;

/**
 * One file of a checkpoint in any of the formats there are ({@link WeightFormat}). What the file
 * claims is checked when it is opened. Implementations are thread safe.
 */
interface WeightFile extends AutoCloseable {
  /** Names of the tensors, in the order of their UTF-16 units. */
  SortedSet<String> names();

  /** Elements of one tensor. */
  long elements(String name);

  /** Type and shape of one tensor; what does not map it overrides this to read nothing. */
  default Declared declared(String name) {
    StoredTensor tensor = tensor(name);
    return new Declared(name, tensor.dtype(), tensor.shape());
  }

  /** Bytes that one tensor takes in the file, which may hold it in fewer bits than it is given. */
  default long storedBytes(String name) {
    Declared tensor = declared(name);
    return Shapes.bytes(tensor.shape(), 8 * tensor.dtype().bytes());
  }

  /**
   * The tensor: mapped where it lies in the file as {@link StoredTensor} has it, else made anew
   * each time it is asked for.
   *
   * @throws CheckpointException if there is none of that name, or of a type that nothing computes
   *     with
   * @throws IllegalStateException after {@link #close}
   */
  StoredTensor tensor(String name);

  /** The model's config.json made of what the file itself says of it, where the format has that. */
  default Optional<JsonNode> config() {
    return Optional.empty();
  }

  /** Tensors handed out before stay readable. */
  @Override
  void close();
}
