package io.quantgrid.core.model;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.Safetensors;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.Scope;
import io.quantgrid.kernels.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** A reference checkpoint with the reference's outputs, and short ways to run it. */
@SuppressWarnings("try") // scopes are there to be closed
final class GoldenModel implements AutoCloseable {
  static final int ROWS = 2;
  static final int TOKENS = 24;
  static final int NEW_TOKENS = 8;

  final Engine engine = Engines.named("torch");
  final CausalModel model;
  final int[][] inputs;
  final float[] logits;
  final float[] hidden;
  final int[][] greedy;

  GoldenModel(String family) {
    this(family, DType.FLOAT32, Optional.empty(), Optional.empty());
  }

  GoldenModel(String family, DType compute, Optional<Scheme> activations, Optional<KvScheme> kv) {
    this(family, compute, activations, kv, name -> true);
  }

  GoldenModel(
      String family,
      DType compute,
      Optional<Scheme> activations,
      Optional<KvScheme> kv,
      Predicate<String> quantized) {
    try (Checkpoint checkpoint = Models.open(folder(family));
        Safetensors golden = Safetensors.open(folder(family).resolve("golden.safetensors"))) {
      ModelConfig config =
          ReferenceQuirks.of(family, Models.config(checkpoint.config(), "config.json"));
      this.model =
          Models.load(
              engine,
              config,
              new CheckpointWeights(engine, checkpoint),
              new Computation(compute, activations, kv, quantized, Compute.NATIVE));
      this.inputs = ids(golden.tensor("input_ids"), TOKENS);
      this.greedy = ids(golden.tensor("greedy"), NEW_TOKENS);
      this.logits = floats(golden.tensor("logits"));
      this.hidden = floats(golden.tensor("hidden"));
    }
  }

  static Path folder(String family) {
    try {
      return Path.of(
          Objects.requireNonNull(GoldenModel.class.getResource("/families/" + family)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static float[] floats(StoredTensor tensor) {
    ByteBuffer bytes = tensor.bytes().get(0);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static int[][] ids(StoredTensor tensor, int width) {
    ByteBuffer bytes = tensor.bytes().get(0);
    int[][] rows = new int[ROWS][width];
    for (int[] row : rows) {
      for (int i = 0; i < width; i++) {
        row[i] = Math.toIntExact(bytes.getLong());
      }
    }
    return rows;
  }

  int vocabulary() {
    return model.config().vocabulary();
  }

  /** Logits of all columns, {@code [rows * width, vocabulary]}, without a cache. */
  float[] logits(TokenBatch batch) {
    try (Scope scope = engine.scope()) {
      return logits(batch, model.hidden(batch));
    }
  }

  float[] logits(TokenBatch batch, KvCache cache) {
    try (Scope scope = engine.scope()) {
      return logits(batch, model.hidden(batch, cache));
    }
  }

  /** Of texts that go on from the only row of a cache. */
  float[] logitsAfter(KvCache prefix, TokenBatch batch) {
    List<float[]> read = new ArrayList<>();
    model.hidden(
        List.of(batch), Optional.of(prefix), (i, hidden, head) -> read.add(logits(batch, hidden)));
    return read.get(0);
  }

  private float[] logits(TokenBatch batch, Tensor hidden) {
    long columns = (long) batch.rows() * batch.width();
    return engine.toFloats(model.logits(engine.reshape(hidden, columns, hidden.size(-1))));
  }

  /** The logits at one column of a batch's. */
  float[] at(TokenBatch batch, float[] logits, int row, int column) {
    int from = Math.toIntExact(batch.index(row, column)) * vocabulary();
    return Arrays.copyOfRange(logits, from, from + vocabulary());
  }

  /** The reference's logits at one token. */
  float[] reference(int row, int token) {
    int from = (row * TOKENS + token) * vocabulary();
    return Arrays.copyOfRange(logits, from, from + vocabulary());
  }

  /** Continues each text by the likeliest tokens, running all of it again for each. */
  int[][] greedyWithoutCache(List<int[]> texts, int count) {
    List<int[]> now = new ArrayList<>(texts);
    int[][] out = new int[texts.size()][count];
    for (int step = 0; step < count; step++) {
      TokenBatch batch = TokenBatch.causal(now);
      float[] all = logits(batch);
      for (int row = 0; row < now.size(); row++) {
        out[row][step] = largest(at(batch, all, row, batch.lastColumn(row)));
        int[] longer = Arrays.copyOf(now.get(row), now.get(row).length + 1);
        longer[longer.length - 1] = out[row][step];
        now.set(row, longer);
      }
    }
    return out;
  }

  /** Continues the texts of {@code prompt} by the likeliest tokens, through a cache. */
  int[][] greedyWithCache(TokenBatch prompt, int count) {
    int[][] out = new int[prompt.rows()][count];
    try (KvCache cache = model.cache(prompt.rows(), prompt.width() + count)) {
      TokenBatch batch = prompt;
      for (int step = 0; step < count; step++) {
        float[] all = logits(batch, cache);
        int[] next = new int[prompt.rows()];
        for (int row = 0; row < next.length; row++) {
          next[row] = largest(at(batch, all, row, batch.lastColumn(row)));
          out[row][step] = next[row];
        }
        batch = TokenBatch.step(next);
      }
    }
    return out;
  }

  static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  static double distance(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(a.length + " and " + b.length);
    }
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs(a[i] - b[i]);
      most = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(most, difference);
    }
    return most;
  }

  @Override
  public void close() {
    model.close();
  }
}
