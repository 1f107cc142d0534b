package io.quantgrid.core.cost;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.architecture.AttentionPart;
import io.quantgrid.core.model.architecture.Head.Tying;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.kernels.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much of a variant is in memory while it is evaluated.
 *
 * @param weightBytes of weights that stay in memory from unit to unit
 * @param runBytes what a unit takes beside them while it runs
 * @param wholeBytes of all weights
 * @param reason in words, for plans
 */
public record Residence(Way way, long weightBytes, long runBytes, long wholeBytes, String reason) {
  /** Largest number of logits in memory at once, log-probabilities and their copies. */
  private static final long MOST_LOGITS = 3L << 24;

  private static final int MOST_SCORED_AT_ONCE = 1024;
  private static final int MOST_BATCH_TOKENS = 4096;

  /** Items longer than the mean of their task. */
  private static final double LONGER = 2;

  /** States and what attention makes of them, in widths of the stream; then of the widest layer. */
  private static final int STREAMS = 8;

  private static final int WIDEST = 3;

  /** In which way. */
  public enum Way {
    /** All weights, loaded once. */
    RESIDENT("resident"),
    /** One layer over all samples of a unit, and the next on its way. */
    READ_AHEAD("layer by layer"),
    /** One layer, before the next is loaded. */
    ONE_AT_A_TIME("layer by layer, not reading ahead"),
    /** Not at all. */
    NONE("not");

    private final String text;

    Way(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** Without a limit. */
  public static Residence unlimited() {
    return new Residence(Way.RESIDENT, 0, 0, 0, "the sweep sets no memory.limit");
  }

  /**
   * The fastest way that fits.
   *
   * @param shapes of the tasks that it is evaluated on
   * @param batch most sequences computed at once
   * @param limit bytes
   */
  public static Residence within(
      long limit,
      ModelConfig config,
      Format format,
      Compute compute,
      DType dtype,
      List<TaskShape> shapes,
      int batch) {
    List<Size> sizes = sizes(config, WorkEstimate.weightBytes(format, compute, dtype), dtype);
    long whole = sizes.stream().mapToLong(Size::kept).sum();
    if (isShared(config)) {
      whole -= sizes.get(0).kept();
    }
    long work = 0;
    for (TaskShape shape : shapes) {
      work = Math.max(work, work(config, shape, batch, dtype));
    }
    long one = sizes.stream().mapToLong(Size::loading).max().orElse(0);
    long two = one;
    for (int i = 1; i < sizes.size(); i++) {
      two = Math.max(two, sizes.get(i - 1).kept() + sizes.get(i).loading());
    }
    String all = "all weights with states take " + text(whole + work);
    String bound = ", memory.limit is " + text(limit);
    if (whole + work <= limit) {
      return new Residence(Way.RESIDENT, whole, work, whole, all + bound);
    }
    if (two + work <= limit) {
      String reason = all + ", two layers " + text(two + work) + bound;
      return new Residence(Way.READ_AHEAD, 0, two + work, whole, reason);
    }
    String reason = all + ", one layer " + text(one + work) + bound;
    Way way = one + work <= limit ? Way.ONE_AT_A_TIME : Way.NONE;
    return new Residence(way, 0, one + work, whole, reason);
  }

  /**
   * A part of a model: embedding, layer or head.
   *
   * @param kept bytes once it is loaded
   * @param loading bytes while it is being loaded
   */
  private record Size(long kept, long loading) {}

  private static List<Size> sizes(ModelConfig config, double each, DType dtype) {
    long table = (long) config.vocabulary() * config.architecture().embedding().width();
    boolean cast = config.storedType() != dtype;
    Size outside = size(table * dtype.bytes(), cast ? table : 0, dtype);
    List<Size> sizes = new ArrayList<>(List.of(outside));
    for (Layer layer : config.architecture().layers()) {
      long kept = 0;
      long largest = 0;
      for (Projection projection : projections(layer)) {
        long weights = (long) projection.rows() * projection.columns();
        kept += (long) (weights * each);
        largest = Math.max(largest, weights);
      }
      sizes.add(size(kept, largest, dtype));
    }
    sizes.add(outside);
    return sizes;
  }

  /** While its largest matrix is stacked or cast, its values are there twice. */
  private static Size size(long kept, long largest, DType dtype) {
    return new Size(kept, kept + largest * dtype.bytes());
  }

  private static List<Projection> projections(Layer layer) {
    return layer.branches().stream()
        .flatMap(branch -> branch.part().projections().stream())
        .toList();
  }

  private static boolean isShared(ModelConfig config) {
    return config.tiedEmbeddings() || config.architecture().head().tying() == Tying.TIED;
  }

  /** Of one batch: states, logits, and keys and values of a generation. */
  private static long work(ModelConfig config, TaskShape shape, int batch, DType dtype) {
    double row = LONGER * (shape.promptTokens() + shape.outputTokens());
    double tokens = Math.min(batch * row, Math.max(MOST_BATCH_TOKENS, row));
    long widest = 0;
    long entries = 0;
    for (Layer layer : config.architecture().layers()) {
      for (Projection projection : projections(layer)) {
        widest = Math.max(widest, projection.rows());
      }
      entries +=
          layer.branches().stream()
              .filter(branch -> branch.part() instanceof AttentionPart)
              .map(branch -> (AttentionPart) branch.part())
              .mapToLong(Residence::entries)
              .sum();
    }
    double states = tokens * (STREAMS * (double) config.hidden() + WIDEST * (double) widest);
    double scored = Math.min(tokens, MOST_SCORED_AT_ONCE);
    double logits = Math.min(3 * scored * config.vocabulary(), MOST_LOGITS);
    double cache = shape.outputTokens() > 0 ? batch * row * entries * dtype.bytes() : 0;
    return (long) (Float.BYTES * (states + logits) + cache);
  }

  /** Numbers that a cache keeps of a token: of latent attention each head's key and value, too. */
  private static long entries(AttentionPart attention) {
    return (long) attention.kvHeads() * (attention.keyWidth() + attention.valueWidth());
  }

  /** Bytes in words. */
  public static String text(long bytes) {
    return bytes >= 1L << 30
        ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30))
        : String.format(Locale.ROOT, "%d MiB", (bytes + (1L << 20) - 1) >> 20);
  }
}
