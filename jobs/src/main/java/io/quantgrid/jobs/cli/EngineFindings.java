package io.quantgrid.jobs.cli;

import io.quantgrid.kernels.check.Deviation;
import io.quantgrid.kernels.check.KernelChecks;
import io.quantgrid.kernels.check.LowBitPair;
import io.quantgrid.kernels.tensor.ActivationScheme;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import io.quantgrid.kernels.tensor.GemmRate;
import io.quantgrid.kernels.tensor.LowBitRate;
import io.quantgrid.kernels.tensor.MemoryRate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The engines of this process: versions, every kernel against plain Java, rates. */
final class EngineFindings {
  private static final int ROWS = 512;
  private static final int COLUMNS = 1024;
  private static final int MEMORY_SHARE = 8;

  private EngineFindings() {}

  /** Of all engines, on one thread. */
  static List<Finding> all() {
    List<Finding> out = new ArrayList<>();
    for (String name : Engines.names()) {
      out.add(Finding.of("engine " + name, () -> describe(Engines.named(name))));
      if (out.get(out.size() - 1).fine()) {
        Engine engine = Engines.named(name);
        engine.threads(1);
        out.add(Finding.of("kernels " + name, () -> kernels(engine)));
        out.add(Finding.of("gemm " + name, () -> rates(engine)));
        lowBit(engine).ifPresent(out::add);
      }
    }
    out.add(Finding.of("memory rate", EngineFindings::memory));
    return out;
  }

  private static String describe(Engine engine) {
    return engine.version() + ", " + engine.device();
  }

  private static String kernels(Engine engine) {
    List<Deviation> found = KernelChecks.run(engine);
    List<String> wrong =
        found.stream().filter(deviation -> !deviation.isFine()).map(Deviation::toString).toList();
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(
          "Cannot trust "
              + wrong.size()
              + " of "
              + found.size()
              + " kernels (expected what plain Java computes): "
              + String.join("; ", wrong));
    }
    Deviation largest =
        found.stream().max(Comparator.comparingDouble(Deviation::largest)).orElseThrow();
    return found.size() + " checked against plain Java; furthest: " + largest;
  }

  private static String rates(Engine engine) {
    List<String> rates = new ArrayList<>();
    for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16)) {
      if (Engines.computes(engine.name()).contains(dtype)) {
        double rate = GemmRate.measure(engine, dtype, ROWS, COLUMNS, COLUMNS);
        rates.add(
            String.format(
                Locale.ROOT, "%s %.0f", dtype.name().toLowerCase(Locale.ROOT), rate / 1e9));
      }
    }
    return String.join(", ", rates)
        + String.format(
            Locale.ROOT, " GFLOP/s on one thread (%d x %d x %d)", ROWS, COLUMNS, COLUMNS);
  }

  /** How fast native kernels multiply; nothing where there are none. */
  private static Optional<Finding> lowBit(Engine engine) {
    DType compute =
        Engines.computes(engine.name()).contains(DType.BFLOAT16) ? DType.BFLOAT16 : DType.FLOAT32;
    List<LowBitPair> pairs =
        LowBitPair.all().stream()
            .filter(pair -> engine.hasLowBit(pair.weights(), pair.activations(), compute))
            .toList();
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                "low-bit " + engine.name(),
                () ->
                    pairs.stream()
                            .map(pair -> rate(engine, pair, compute))
                            .collect(Collectors.joining(", "))
                        + " GOP/s, otherwise in "
                        + compute.name().toLowerCase(Locale.ROOT)));
  }

  private static String rate(Engine engine, LowBitPair pair, DType compute) {
    OptionalDouble rate =
        LowBitRate.measure(
            engine,
            pair.weights(),
            pair.activations().map(ActivationScheme::dynamic),
            compute,
            ROWS,
            COLUMNS,
            COLUMNS);
    return String.format(Locale.ROOT, "%s %.0f", pair, rate.orElse(0) / 1e9);
  }

  /** Of a tensor beyond the caches, or as much of it as a fraction of the free memory holds. */
  private static String memory() {
    Engine engine = Engines.named("torch");
    long bytes = Math.min(MemoryRate.beyondCaches(), Machine.availableBytes() / MEMORY_SHARE);
    return String.format(
        Locale.ROOT,
        "reads %.1f, copies %.1f GB/s on one thread (%d MiB; last-level cache %d MiB)",
        MemoryRate.read(engine, bytes) / 1e9,
        MemoryRate.copy(engine, bytes) / 1e9,
        bytes >> 20,
        MemoryRate.lastLevelCache() >> 20);
  }
}
