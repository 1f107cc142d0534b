package io.quantgrid.core.quantize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.CausalModel;
import io.quantgrid.core.model.Computation;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.Models;
import io.quantgrid.core.model.TokenBatch;
import io.quantgrid.core.model.WeightSource;
import io.quantgrid.core.model.architecture.Block;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Outside;
import io.quantgrid.core.quantize.BlockTensors.Values;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.element.FloatType;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.solve.InputStatistics;
import io.quantgrid.kernels.solve.RoundToNearest;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** A small model in arrays that transforms may change, with the whole of it in memory. */
@SuppressWarnings("try") // scopes free what is made while they are open
final class TransformedModel {
  static final Engine ENGINE = Engines.named("torch");

  private final ObjectNode json;
  private final Map<String, Values> tensors;

  private TransformedModel(ObjectNode json, Map<String, Values> tensors) {
    this.json = json;
    this.tensors = tensors;
  }

  /** Reads a folder's weights into float32. */
  static TransformedModel read(Path folder) {
    try (Checkpoint checkpoint = Models.open(folder)) {
      Map<String, Values> tensors = new HashMap<>();
      for (String name : checkpoint.names()) {
        StoredTensor tensor = checkpoint.tensor(name);
        long[] shape = tensor.shape();
        int rows = shape.length == 1 ? 1 : (int) shape[0];
        int columns = (int) shape[shape.length - 1];
        tensors.put(name, new Values(StoredFloats.read(tensor), rows, columns));
      }
      return new TransformedModel(checkpoint.config().deepCopy(), tensors);
    }
  }

  /** A variant with what its codes stand for. */
  static TransformedModel ofVariant(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      ObjectNode json = checkpoint.config().deepCopy();
      json.remove("quantization_config");
      ModelConfig config = Models.config(json, "config.json");
      VariantWeights weights = new VariantWeights(ENGINE, checkpoint);
      Outside outside = Models.outside(config);
      List<String> names =
          new ArrayList<>(List.of(outside.embedding(), outside.norm().orElseThrow()));
      if (weights.has(outside.head())) {
        names.add(outside.head());
      }
      Models.blocks(config).forEach(block -> names.addAll(block.names()));
      Map<String, Values> tensors = new HashMap<>();
      for (String name : names) {
        try (Scope scope = ENGINE.scope()) {
          Tensor tensor = weights.weight(name, DType.FLOAT32);
          int rows = tensor.shape().length == 1 ? 1 : (int) tensor.size(0);
          tensors.put(name, new Values(ENGINE.toFloats(tensor), rows, (int) tensor.size(-1)));
        }
      }
      return new TransformedModel(json, tensors);
    }
  }

  TransformedModel copy() {
    Map<String, Values> copies = new HashMap<>();
    tensors.forEach((name, values) -> copies.put(name, values.copy()));
    return new TransformedModel(json.deepCopy(), copies);
  }

  ModelConfig config() {
    return Models.config(json, "config.json");
  }

  Values get(String name) {
    return tensors.get(name);
  }

  List<Block> blocks() {
    return Models.blocks(config());
  }

  /** Its block's tensors, the same arrays. */
  BlockTensors block(Block block) {
    Map<String, Values> own = new HashMap<>();
    block.names().forEach(name -> own.put(name, tensors.get(name)));
    return new BlockTensors(block, own);
  }

  /** Transforms every block, with the inputs of the model as it is; returns the blocks' notes. */
  List<SortedMap<String, Double>> transform(
      Transform transform,
      Function<String, Optional<Scheme>> schemes,
      FloatType arithmetic,
      Optional<Map<String, InputStatistics>> statistics) {
    if (transform.changesOutside()) {
      outside(transform);
    }
    Transform.Context context =
        new Transform.Context(
            ENGINE, schemes, Optional.empty(), arithmetic, statistics.map(Known::new));
    return blocks().stream().map(block -> transform.block(block(block), context)).toList();
  }

  private void outside(Transform transform) {
    Outside outside = Models.outside(config());
    Values embedding = tensors.get(outside.embedding());
    if (config().tiedEmbeddings()) {
      tensors.put(outside.head(), embedding.copy());
      json.put("tie_word_embeddings", false);
    }
    transform.outside(
        new OutsideTensors(
            embedding.rows(),
            embedding.columns(),
            embedding.values(),
            tensors.get(outside.norm().orElseThrow()).values(),
            config().architecture().norm().orElseThrow().offset(),
            tensors.get(outside.head()).values()));
  }

  /** What is known of the inputs beforehand. */
  private record Known(Map<String, InputStatistics> byWeight) implements BlockInputs {
    @Override
    public InputStatistics statistics(String weight) {
      return byWeight.get(weight);
    }

    @Override
    public double outputError(BlockTensors trial) {
      throw new AssertionError("no trials are run here");
    }
  }

  /** Rounds every linear layer's weights to nearest. */
  void round(Scheme scheme, FloatType arithmetic) {
    for (String name : Models.linearWeights(config())) {
      Values weight = tensors.get(name);
      float[] rounded =
          RoundToNearest.quantize(
                  weight.values(), weight.rows(), weight.columns(), scheme, arithmetic)
              .dequantize();
      System.arraycopy(rounded, 0, weight.values(), 0, rounded.length);
    }
  }

  /** What goes into linear layers, by the names of their weights. */
  Map<String, InputStatistics> statistics(List<int[]> texts) {
    Map<List<String>, Sums> sums = new HashMap<>();
    try (CausalModel model =
            Models.observed(
                ENGINE,
                config(),
                source(),
                Computation.in(DType.FLOAT32),
                (weights, input) ->
                    sums.computeIfAbsent(weights, key -> new Sums((int) input.size(-1)))
                        .add(input));
        Scope scope = ENGINE.scope()) {
      model.hidden(TokenBatch.causal(texts));
    }
    Map<String, InputStatistics> out = new TreeMap<>();
    sums.forEach((weights, sum) -> weights.forEach(name -> out.put(name, sum.statistics())));
    return out;
  }

  private static final class Sums {
    private final int columns;
    private long tokens;
    private float[] moments;
    private final double[] mean;
    private final double[] absMean;
    private final float[] min;
    private final float[] max;

    Sums(int columns) {
      this.columns = columns;
      this.mean = new double[columns];
      this.absMean = new double[columns];
      this.min = new float[columns];
      this.max = new float[columns];
      java.util.Arrays.fill(min, Float.POSITIVE_INFINITY);
      java.util.Arrays.fill(max, Float.NEGATIVE_INFINITY);
    }

    void add(Tensor input) {
      tokens += input.elements() / columns;
      float[] values = ENGINE.toFloats(input);
      try (Scope scope = ENGINE.scope()) {
        Tensor rows = ENGINE.reshape(input, tokens, columns);
        moments =
            ENGINE.toFloats(
                ENGINE.mul(ENGINE.matmul(ENGINE.transpose(rows, 0, 1), rows), 1.0 / tokens));
      }
      for (int i = 0; i < values.length; i++) {
        int j = i % columns;
        mean[j] += values[i];
        absMean[j] += Math.abs(values[i]);
        min[j] = Math.min(min[j], values[i]);
        max[j] = Math.max(max[j], values[i]);
      }
    }

    InputStatistics statistics() {
      float[] means = new float[columns];
      float[] absMeans = new float[columns];
      float[] absMax = new float[columns];
      for (int j = 0; j < columns; j++) {
        means[j] = (float) (mean[j] / tokens);
        absMeans[j] = (float) (absMean[j] / tokens);
        absMax[j] = Math.max(Math.abs(min[j]), Math.abs(max[j]));
      }
      return new InputStatistics(columns, tokens, moments, means, absMax, absMeans, min, max);
    }
  }

  /** {@code [tokens of all texts, vocabulary]}. */
  float[] logits(List<int[]> texts, Optional<Scheme> activations) {
    return logits(texts, activations, Optional.empty());
  }

  /** The same with keys and values in few bits. */
  float[] logits(List<int[]> texts, Optional<Scheme> activations, Optional<KvScheme> kv) {
    Computation computation =
        new Computation(DType.FLOAT32, activations, kv, name -> true, Compute.SIMULATED);
    try (CausalModel model = Models.load(ENGINE, config(), source(), computation);
        Scope scope = ENGINE.scope()) {
      Tensor hidden = model.hidden(TokenBatch.causal(texts));
      long rows = hidden.elements() / hidden.size(-1);
      return ENGINE.toFloats(model.logits(ENGINE.reshape(hidden, rows, hidden.size(-1))));
    }
  }

  /** Mean KL in nats of the second distribution from the first. */
  static double divergence(float[] expected, float[] actual, int vocabulary) {
    double sum = 0;
    for (int row = 0; row < expected.length; row += vocabulary) {
      double p = logSum(expected, row, vocabulary);
      double q = logSum(actual, row, vocabulary);
      for (int i = row; i < row + vocabulary; i++) {
        sum += Math.exp(expected[i] - p) * ((expected[i] - p) - (actual[i] - q));
      }
    }
    return sum * vocabulary / expected.length;
  }

  private static double logSum(float[] logits, int row, int vocabulary) {
    double sum = 0;
    for (int i = row; i < row + vocabulary; i++) {
      sum += Math.exp(logits[i]);
    }
    return Math.log(sum);
  }

  /** Changes the columns and norm of a smoothing's channels, for planting. */
  void each(Consumer<Folding> change) {
    for (Block block : blocks()) {
      BlockTensors own = block(block);
      block.smoothings().forEach(smoothing -> change.accept(new Folding(smoothing, own)));
    }
  }

  private WeightSource source() {
    boolean untied = !config().tiedEmbeddings();
    return new WeightSource() {
      @Override
      public boolean has(String name) {
        return tensors.containsKey(name)
            && (untied || !name.equals(Models.outside(config()).head()));
      }

      @Override
      public Tensor weight(String name, DType dtype) {
        Values values = tensors.get(name);
        boolean vector = values.rows() == 1;
        long[] shape =
            vector ? new long[] {values.columns()} : new long[] {values.rows(), values.columns()};
        try (Scope scope = ENGINE.scope()) {
          return scope.keep(ENGINE.cast(ENGINE.floats(values.values(), shape), dtype));
        }
      }
    };
  }
}
