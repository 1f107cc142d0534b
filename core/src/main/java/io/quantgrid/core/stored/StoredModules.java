package io.quantgrid.core.stored;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import java.util.stream.Stream;

/** What the weights of a checkpoint take, quantized or not, from the headers of its files. */
public final class StoredModules {
  private static final String WEIGHT = ".weight";

  private final Checkpoint checkpoint;
  private final Method method;
  private final ModuleEntries entries;

  /**
   * @throws io.quantgrid.core.model.architecture.ModelException when its weights are quantized in a
   *     way that is not understood
   */
  public StoredModules(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.method = Method.of(checkpoint.config().path("quantization_config"));
    this.entries = ModuleEntries.read(checkpoint.config().path("quantization_config"));
  }

  /**
   * Stored bits of a weight, in however many tensors; the two numbers of its shape do not count.
   */
  public long bits(String weight) {
    StoredParts stored = stored(weight);
    Stream<String> names =
        checkpoint.names().stream()
            .filter(
                name ->
                    name.equals(weight)
                        || name.startsWith(weight + "_")
                        || name.startsWith(weight + "."))
            .filter(name -> !name.equals(stored.module() + "." + Part.SHAPE));
    Stream<String> others =
        PackedColumns.PARTS.stream()
            .filter(part -> method.holds(stored) && stored.has(part))
            .map(part -> stored.module() + "." + part);
    return Stream.concat(names, others)
        .mapToLong(name -> checkpoint.storedBytes(name) * Byte.SIZE)
        .sum();
  }

  /** Elements of a weight that may be packed. */
  public long elements(String weight) {
    StoredParts stored = stored(weight);
    if (checkpoint.has(weight)) {
      return elements(checkpoint.declared(weight));
    }
    return entries
        .of(stored.module())
        .form()
        .map(form -> (long) form.rows() * form.columns())
        .orElseGet(() -> packed(weight, stored));
  }

  private long packed(String weight, StoredParts stored) {
    return method.holds(stored)
        ? method.elements(stored)
        : elements(checkpoint.declared(weight)); // which names what is missing
  }

  private static long elements(Declared tensor) {
    long elements = 1;
    for (long extent : tensor.shape()) {
      elements *= extent;
    }
    return elements;
  }

  private StoredParts stored(String weight) {
    return new StoredParts(checkpoint, weight.substring(0, weight.length() - WEIGHT.length()));
  }
}
