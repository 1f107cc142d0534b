package io.quantgrid.core.model;

import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.AttentionPart;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.kernels.scheme.KvScheme.Kivi;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Makes what all layers of a decoder share while they run over a batch. Thread safe. */
final class Passes implements AutoCloseable {
  private final ModelConfig config;
  private final Engine engine;
  private final Map<Rotary, RotaryTables> tables = new LinkedHashMap<>();
  private final Set<OptionalInt> windows = new HashSet<>();
  private final Optional<Kivi> kivi;
  private final boolean products;

  /**
   * @param kivi how keys and values are kept, if so
   */
  Passes(ModelConfig config, Engine engine, DType dtype, Optional<Kivi> kivi) {
    this.config = config;
    this.engine = engine;
    this.kivi = kivi;
    boolean plain = true;
    for (AttentionPart attention : attentions(config.architecture())) {
      windows.add(attention.window());
      plain &= Scores.of(attention, Optional.empty()).products() && attention.sinks().isEmpty();
      if (attention.position() instanceof Rotary rotary) {
        tables.computeIfAbsent(rotary, key -> RotaryTables.of(engine, dtype, key));
      }
    }
    this.products = plain;
  }

  private static Set<AttentionPart> attentions(Architecture architecture) {
    Set<AttentionPart> found = new HashSet<>();
    architecture.layers().stream()
        .flatMap(layer -> layer.branches().stream())
        .map(Branch::part)
        .filter(AttentionPart.class::isInstance)
        .forEach(part -> found.add((AttentionPart) part));
    return found;
  }

  /** Whether the length of a whole text decides how its positions are turned. */
  boolean turnsByLength() {
    return tables.values().stream().anyMatch(found -> found.ofLongTexts().isPresent());
  }

  /** The tokens' ids {@code [rows, width]}, all of them in the vocabulary. */
  Tensor ids(TokenBatch batch) {
    for (long id : batch.ids()) {
      if (id >= config.vocabulary()) {
        throw new IllegalArgumentException(
            "Cannot embed token %d (expected an id below %d)".formatted(id, config.vocabulary()));
      }
    }
    return engine.longs(batch.ids(), batch.rows(), batch.width());
  }

  /** The position of each token in its text, row-major; 0 where there is padding. */
  static long[] positions(TokenBatch batch, Optional<DecoderCache> cache) {
    int width = batch.width();
    long[] positions = new long[batch.rows() * width];
    for (int at = 0; at < positions.length; at++) {
      int row = at / width;
      int before = cache.map(store -> store.tokens(row)).orElse(0);
      positions[at] = (long) before + batch.positions()[at];
    }
    return positions;
  }

  /** Belongs to the scope that is open. */
  Pass of(TokenBatch batch, Optional<DecoderCache> cache) {
    Map<OptionalInt, Sight> sights = new HashMap<>();
    windows.forEach(window -> sights.put(window, sight(batch, cache, window)));
    return new Pass(
        engine,
        batch,
        rotations(batch, cache),
        sights,
        products ? Optional.empty() : Optional.of(keyPositions(batch, cache)),
        cache,
        cache.map(store -> store.place(batch)));
  }

  private Map<Rotary, Rotation> rotations(TokenBatch batch, Optional<DecoderCache> cache) {
    int rows = batch.rows();
    int width = batch.width();
    int past = cache.map(DecoderCache::length).orElse(0);
    boolean byColumn = batch.causalOnly() && cache.map(DecoderCache::level).orElse(true);
    Map<Rotary, Rotation> rotations = new HashMap<>();
    if (tables.isEmpty()) {
      return rotations;
    }
    int[] lengths =
        IntStream.range(0, rows)
            .map(row -> cache.map(store -> store.tokens(row)).orElse(0) + batch.longest(row))
            .toArray();
    long[] positions = byColumn ? new long[0] : positions(batch, cache);
    tables.forEach(
        (rotary, found) -> {
          List<RotaryTable> byRow = Arrays.stream(lengths).mapToObj(found::of).toList();
          if (byRow.stream().distinct().count() > 1) {
            rotations.put(rotary, rotation(rotary, byRow, positions(batch, cache), past + width));
            return;
          }
          RotaryTable.Table table = byRow.get(0).atLeast(past + width);
          Tensor index = engine.longs(positions, positions.length);
          int dim = rotary.width();
          Tensor cos =
              byColumn
                  ? engine.narrow(table.cos(), 2, past, width)
                  : engine.reshape(engine.indexSelect(table.cos(), 2, index), rows, 1, width, dim);
          Tensor sin =
              byColumn
                  ? engine.narrow(table.sin(), 2, past, width)
                  : engine.reshape(engine.indexSelect(table.sin(), 2, index), rows, 1, width, dim);
          rotations.put(rotary, new Rotation(engine, rotary, cos, sin));
        });
    return rotations;
  }

  /** Of rows that have tables of their own. */
  private Rotation rotation(Rotary rotary, List<RotaryTable> byRow, long[] positions, int most) {
    int width = positions.length / byRow.size();
    List<Tensor> cos = new ArrayList<>();
    List<Tensor> sin = new ArrayList<>();
    for (int row = 0; row < byRow.size(); row++) {
      RotaryTable.Table table = byRow.get(row).atLeast(most);
      long[] own = Arrays.copyOfRange(positions, row * width, (row + 1) * width);
      Tensor index = engine.longs(own, width);
      cos.add(engine.indexSelect(table.cos(), 2, index));
      sin.add(engine.indexSelect(table.sin(), 2, index));
    }
    return new Rotation(engine, rotary, engine.cat(0, cos), engine.cat(0, sin));
  }

  private Sight sight(TokenBatch batch, Optional<DecoderCache> cache, OptionalInt window) {
    Optional<KiviAttention> copies =
        kivi.flatMap(
            scheme ->
                KiviLayout.of(scheme, batch, cache, window)
                    .map(layout -> new KiviAttention(engine, scheme, layout, cache)));
    if (copies.isPresent()) {
      return new Sight.Copies(copies.get());
    }
    Sight seen = Visibility.of(engine, batch, cache, window);
    return seen instanceof Sight.Causal && !products
        ? new Sight.Masked(Visibility.mask(engine, batch, cache, window)) // scores want one
        : seen;
  }

  /**
   * In a cache the number of the column, but for branches that go on from one; else that of the
   * batch's token; 0 where there is none.
   */
  private Tensor keyPositions(TokenBatch batch, Optional<DecoderCache> cache) {
    boolean columns = cache.isPresent() && !batch.branched();
    int rows = columns ? 1 : batch.rows();
    int before = cache.map(DecoderCache::length).orElse(0);
    int keys = cache.map(store -> store.lengthWith(batch)).orElse(batch.width());
    float[] positions = new float[Math.multiplyExact(rows, keys)];
    for (int at = 0; at < positions.length; at++) {
      int row = at / keys;
      int key = at % keys;
      positions[at] =
          columns || key < before
              ? key
              : before + batch.positions()[row * batch.width() + key - before];
    }
    return engine.floats(positions, rows, 1, 1, keys);
  }

  @Override
  public void close() {
    tables.values().forEach(RotaryTables::close);
  }
}
