package io.quantgrid.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.model.Decoder.Course;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.model.architecture.Outside;
import io.quantgrid.core.model.family.Families;
import io.quantgrid.kernels.tensor.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Models by configuration. */
public final class Models {
  private Models() {}

  /**
   * Reads and checks a configuration.
   *
   * @param fileName what errors call the file
   * @throws ModelException naming every key that is missing, mistyped, out of range, unknown, or
   *     asks for something that is not supported
   */
  public static ModelConfig config(JsonNode json, String fileName) {
    return Families.read(json, fileName);
  }

  /**
   * Opens a model's folder: its tensors under the names of its architecture and as its layers want
   * them, whatever way its family publishes them.
   *
   * @throws CheckpointException as {@link Checkpoint#open}
   * @throws ModelException as {@link #config}
   */
  public static Checkpoint open(Path folder) {
    Checkpoint stored = Checkpoint.open(folder);
    try {
      ModelConfig config = config(stored.config(), folder.resolve("config.json").toString());
      return CanonicalTensors.of(stored, config.architecture());
    } catch (RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /**
   * Loads a model: weights are copied to the engine, in few bits where it computes natively with
   * them.
   *
   * @throws ModelException when a weight is missing or has another shape than the configuration
   *     says, or a static scale is missing
   */
  public static CausalModel load(
      Engine engine, ModelConfig config, WeightSource weights, Computation computation) {
    return resident(
        config, new Loader(engine, weights, computation, Optional.empty()), computation);
  }

  /**
   * As {@link #load(Engine, ModelConfig, WeightSource, Computation)}, with somebody watching the
   * inputs of all linear layers but the head.
   */
  public static CausalModel observed(
      Engine engine,
      ModelConfig config,
      WeightSource weights,
      Computation computation,
      InputObserver observer) {
    return resident(
        config, new Loader(engine, weights, computation, Optional.of(observer)), computation);
  }

  /**
   * A model that is computed one block at a time; loads nothing yet.
   *
   * @param outside where the embedding comes from
   * @throws ModelException later, as {@link #load}
   */
  public static BlockwiseModel blockwise(
      Engine engine, ModelConfig config, WeightSource outside, Computation computation) {
    return new BlockwiseDecoder(config, engine, outside, computation);
  }

  private static CausalModel resident(ModelConfig config, Loader loader, Computation computation) {
    return new Decoder(
        config,
        loader.engine(),
        computation,
        ResidentParts.load(config, loader),
        new Course.ByBatch());
  }

  /**
   * The same model with its weights where they are: whatever runs loads the embedding, each layer
   * and the head as their turn comes and frees them after. Results are those of {@link #load}, bit
   * for bit. {@link CausalModel#hidden(List, CausalModel.Reader)} loads everything once for all
   * batches; each step of a generation loads everything again.
   *
   * @param weights read from several threads until the model is closed
   * @param ahead whether the next part is loaded while one computes
   * @param scratch folder for hidden states between layers
   * @throws ModelException now or later, as {@link #load}
   */
  public static CausalModel streamed(
      Engine engine,
      ModelConfig config,
      WeightSource weights,
      Computation computation,
      ReadAhead ahead,
      Path scratch) {
    return new Decoder(
        config,
        engine,
        computation,
        new StreamedParts(engine, config, weights, computation, ahead),
        new Course.ByPart(scratch));
  }

  /** Names of the matrices that a weight format quantizes, in order of computation. */
  public static List<String> linearWeights(ModelConfig config) {
    return sharedInputs(config).stream().flatMap(List::stream).toList();
  }

  /**
   * The same names, those together whose layers have one input: query, key and value; gate and up.
   */
  public static List<List<String>> sharedInputs(ModelConfig config) {
    return blocks(config).stream().flatMap(block -> block.linears().stream()).toList();
  }

  /** The blocks with their tensors, in order of computation. */
  public static List<Block> blocks(ModelConfig config) {
    return config.architecture().blocks();
  }

  /** The tensors outside of them. */
  public static Outside outside(ModelConfig config) {
    return config.architecture().outside();
  }
}
