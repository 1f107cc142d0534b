package io.quantgrid.kernels.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.kernels.scheme.QuantizedMatrix;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prints what products in few bits cost beside bfloat16 on the same shapes: all formats take turns,
 * each over more matrices than the last-level cache holds four times, medians of all calls; then
 * one matrix each, in the cache. {@code -Dquantgrid.bench.threads=2} counts threads.
 */
@Tag("bench")
@SuppressWarnings("try") // scopes are there to be closed
class LowBitBench {
  private static final int THREADS = Integer.getInteger("quantgrid.bench.threads", 1);
  private static final long BOUND = 8L << 30;
  private static final int ROUNDS = 3;
  private static final int FEWEST_CALLS = 20;

  /** Weights, activations (may be empty), type computed in. */
  private record Format(String name, String weights, String activations, DType compute) {}

  private static final List<Format> FORMATS =
      List.of(
          new Format("bfloat16", "", "", DType.BFLOAT16),
          new Format("float32", "", "", DType.FLOAT32),
          new Format("W8A8-int bf16", "int8/channel", "int8/token", DType.BFLOAT16),
          new Format("W8A16 bf16", "int8/channel", "", DType.BFLOAT16),
          new Format("W4A16 bf16", "int4/group128", "", DType.BFLOAT16),
          new Format("W8A16 f32", "int8/channel", "", DType.FLOAT32),
          new Format("W4A16 f32", "int4/group128", "", DType.FLOAT32));

  /** Every scalar and block format of the field, as activations. */
  private static final List<String> SIMULATED =
      List.of(
          "int8/token",
          "int8/token/asym",
          "int6/token",
          "int4/token",
          "fp8_e4m3/token",
          "fp8_e5m2/token",
          "fp6_e3m2/token",
          "fp6_e2m3/token",
          "fp4_e2m1/token",
          "int4/group128",
          "mxfp4",
          "mxfp6_e3m2",
          "mxfp8",
          "mxint8",
          "nvfp4");

  private static final int SIMULATED_CALLS = 9;

  /** One of the products: how often it was called, and over which matrices. */
  private static final class Product implements AutoCloseable {
    private final Format format;
    private final Tensor x;
    private final List<Tensor> plain = new ArrayList<>();
    private final List<LowBitLinear> layers = new ArrayList<>();
    private final CallTimes cold = new CallTimes();
    private final CallTimes hot = new CallTimes();
    private long bytes;
    private int next;

    Product(Engine engine, Format format, int m, int k, int n, long total) {
      this.format = format;
      this.x = LowBitRate.inputs(engine, format.compute(), m, k);
      Optional<QuantizedMatrix> matrix =
          format.weights().isEmpty()
              ? Optional.empty()
              : Optional.of(LowBitRate.matrix(SchemeParser.parse(format.weights()), n, k));
      for (long held = 0; held < total; held += bytes) {
        bytes = matrix.isPresent() ? layer(engine, matrix.get()) : plain(engine, n, k);
      }
    }

    private long layer(Engine engine, QuantizedMatrix matrix) {
      Optional<ActivationScheme> activations =
          Optional.of(format.activations())
              .filter(text -> !text.isEmpty())
              .map(text -> ActivationScheme.dynamic(SchemeParser.parse(text)));
      LowBitLinear layer = engine.lowBit(matrix, activations, format.compute()).orElseThrow();
      layers.add(layer);
      return layer.bytes();
    }

    private long plain(Engine engine, int n, int k) {
      plain.add(GemmRate.ones(engine, format.compute(), n, k));
      return (long) n * k * format.compute().bytes();
    }

    int matrices() {
      return Math.max(plain.size(), layers.size());
    }

    void call(Engine engine, int index) {
      if (layers.isEmpty()) {
        engine.linear(x, plain.get(index)).close();
      } else {
        layers.get(index).apply(x).close();
      }
    }

    void turn(Engine engine, int calls) {
      for (int i = 0; i < calls; i++, next = (next + 1) % matrices()) {
        int index = next;
        cold.time(() -> call(engine, index));
      }
    }

    void inCache(Engine engine, int calls) {
      for (int i = 0; i < calls; i++) {
        hot.time(() -> call(engine, 0));
      }
    }

    @Override
    public void close() {
      layers.forEach(LowBitLinear::close);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1x4096x4096", "1x576x1536", "512x4096x4096"})
  void native_products_beside_bfloat16(String shape) {
    String[] extents = shape.split("x");
    int m = Integer.parseInt(extents[0]);
    int k = Integer.parseInt(extents[1]);
    int n = Integer.parseInt(extents[2]);
    Engine engine = Engines.named("torch");
    engine.threads(THREADS);
    long total = m > 1 ? 1 : Math.min(MemoryRate.beyondCaches(), BOUND / (FORMATS.size() + 1));
    heading(engine, shape, total);
    double read = MemoryRate.read(engine, MemoryRate.beyondCaches());
    double copy = MemoryRate.copy(engine, MemoryRate.beyondCaches());
    System.out.printf("memory: read %.1f GB/s, copy %.1f GB/s%n", read / 1e9, copy / 1e9);
    try (Scope scope = engine.scope()) {
      List<Product> products = new ArrayList<>();
      for (Format format : FORMATS) {
        products.add(new Product(engine, format, m, k, n, total));
      }
      for (int round = 0; round <= ROUNDS; round++) {
        for (Product product : products) {
          if (round == 1) {
            product.cold.forget(); // the first round warms up
          }
          product.turn(engine, m > 1 ? 3 : Math.max(FEWEST_CALLS, product.matrices()));
        }
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (Product product : products) {
          product.inCache(engine, m > 1 ? 3 : FEWEST_CALLS);
        }
      }
      products.forEach(product -> print(product, products.get(0), read, 2.0 * m * k * n));
      products.forEach(Product::close);
    }
  }

  /** What it costs to compute as if in few bits: each scheme takes turns with bfloat16 alone. */
  @ParameterizedTest
  @ValueSource(strings = {"1x4096x4096", "512x2048x2048", "512x4096x4096"})
  void simulated_products_beside_bfloat16(String shape) {
    String[] extents = shape.split("x");
    int m = Integer.parseInt(extents[0]);
    int k = Integer.parseInt(extents[1]);
    int n = Integer.parseInt(extents[2]);
    Engine engine = Engines.named("torch");
    engine.threads(THREADS);
    System.out.printf("%n%s simulated in bfloat16, %d thread(s)%n", shape, THREADS);
    try (Scope scope = engine.scope()) {
      Tensor x = LowBitRate.inputs(engine, DType.BFLOAT16, m, k);
      Tensor weight = LowBitRate.inputs(engine, DType.BFLOAT16, n, k);
      for (String text : SIMULATED) {
        ActivationScheme scheme = ActivationScheme.dynamic(SchemeParser.parse(text));
        CallTimes plain = new CallTimes();
        CallTimes coded = new CallTimes();
        for (int call = 0; call < SIMULATED_CALLS; call++) {
          plain.time(() -> engine.linear(x, weight).close());
          coded.time(() -> simulate(engine, x, scheme, weight));
        }
        System.out.printf(
            Locale.ROOT,
            "%-28s %10.1f us, bfloat16 %10.1f us, %5.2f times%n",
            text,
            coded.median() * 1e6,
            plain.median() * 1e6,
            coded.median() / plain.median());
      }
    }
  }

  private static void simulate(Engine engine, Tensor x, ActivationScheme scheme, Tensor weight) {
    Tensor values = engine.roundTrip(x, scheme);
    engine.linear(values, weight).close();
    values.close();
  }

  private static void heading(Engine engine, String shape, long total) {
    System.out.printf(
        "%n%s on %s, %d thread(s); OPENBLAS_CORETYPE=%s OPENBLAS_L2_SIZE=%s (unset both)%n",
        shape,
        engine.device(),
        THREADS,
        System.getenv("OPENBLAS_CORETYPE"),
        System.getenv("OPENBLAS_L2_SIZE"));
    System.out.printf(
        "last-level cache %d MiB; matrices of each format: %d MiB%n",
        MemoryRate.lastLevelCache() >> 20, total >> 20);
    System.out.printf(
        "%-14s %10s %7s %8s %6s %8s | %10s %7s | %6s%n",
        "format", "us", "x bf16", "GB/s", "% read", "GOP/s", "in cache", "x bf16", "heap B");
  }

  private static void print(Product product, Product bfloat16, double read, double operations) {
    double seconds = product.cold.median();
    double rate = product.bytes / seconds;
    System.out.printf(
        Locale.ROOT,
        "%-14s %10.1f %7.2f %8.1f %5.0f%% %8.1f | %10.1f %7.2f | %6d%n",
        product.format.name(),
        seconds * 1e6,
        bfloat16.cold.median() / seconds,
        rate / 1e9,
        100 * rate / read,
        operations / seconds / 1e9,
        product.hot.median() * 1e6,
        bfloat16.hot.median() / product.hot.median(),
        product.cold.heapBytes());
    if (product.format.compute() == DType.BFLOAT16) { // tiles in float32 make handles for each
      assertThat(product.cold.heapBytes()).isLessThan(CallTimes.HANDLES);
    }
  }
}
