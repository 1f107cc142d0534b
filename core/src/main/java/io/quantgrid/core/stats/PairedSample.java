package io.quantgrid.core.stats;

import io.quantgrid.core.evaluate.Aggregation;
import io.quantgrid.core.metric.CalibrationError;
import io.quantgrid.core.metric.CalibrationError.Answer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * What a variant's and the baseline's results over the same items come to: all that their
 * comparison is computed from, of a size that does not depend on the number of items (but see
 * {@link SortedDraws}). Mergeable: items may be added in any order and on any number of machines.
 *
 * <p>Of a mean of yes and no the state is four counts; of other figures there are sums for each
 * replicate of the bootstrap, see {@link Resampling}.
 */
public final class PairedSample {
  private static final int KINDS = 4;
  private static final int BINS = 30;

  private final Aggregation aggregation;
  private final long[] judged = new long[KINDS]; // both right, lost, gained, both wrong
  private final long[] alike = new long[KINDS]; // of these, items whose value is 1 or 0 with it
  private long pairs;
  private PairedMoments differences = PairedMoments.NONE; // of items that are not alike
  private final Draws own;
  private final Draws baseline;
  private final double[] ownBins = new double[BINS];
  private final double[] baselineBins = new double[BINS];

  public PairedSample(Aggregation aggregation) {
    this.aggregation = aggregation;
    this.own = Draws.of(aggregation);
    this.baseline = Draws.of(aggregation);
  }

  /**
   * Adds an item.
   *
   * @param document its position in the task
   * @param resampling at that document
   */
  public void add(Measured variant, Measured before, long document, Resampling resampling) {
    pairs++;
    if (variant.correct().isPresent() && before.correct().isPresent()) {
      int kind = kind(variant.correct().get(), before.correct().get());
      judged[kind]++;
      addConfidence(ownBins, variant);
      addConfidence(baselineBins, before);
      if (aggregation == Aggregation.MEAN && isYesOrNo(variant) && isYesOrNo(before)) {
        alike[kind]++;
        return;
      }
    }
    own.add(variant, document, resampling);
    baseline.add(before, document, resampling);
    double difference = variant.value() - before.value();
    if (!Double.isNaN(difference)) {
      differences = differences.plus(new PairedMoments(1, difference, 0));
    }
  }

  private static int kind(boolean right, boolean before) {
    if (before) {
      return right ? 0 : 1;
    }
    return right ? 2 : 3;
  }

  private static boolean isYesOrNo(Measured item) {
    return item.value() == (item.correct().orElseThrow() ? 1 : 0);
  }

  private static void addConfidence(double[] bins, Measured item) {
    if (item.confidence() >= 0 && item.confidence() <= 1) {
      Answer answer = item.correct().orElseThrow() ? Answer.RIGHT : Answer.WRONG;
      addTo(bins, CalibrationError.TEN_BINS.statistics(item.confidence(), answer));
    }
  }

  private static void addTo(double[] sum, double[] more) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
  }

  /** Adds another's items. */
  public void add(PairedSample other) {
    pairs += other.pairs;
    for (int kind = 0; kind < KINDS; kind++) {
      judged[kind] += other.judged[kind];
      alike[kind] += other.alike[kind];
    }
    differences = differences.plus(other.differences);
    own.add(other.own);
    baseline.add(other.baseline);
    addTo(ownBins, other.ownBins);
    addTo(baselineBins, other.baselineBins);
  }

  public Aggregation aggregation() {
    return aggregation;
  }

  public long pairs() {
    return pairs;
  }

  /** The items by correctness; empty unless it is known of all, on both sides. */
  public Optional<PairCounts> counts() {
    PairCounts counts = counts(judged);
    return counts.pairs() == pairs ? Optional.of(counts) : Optional.empty();
  }

  private static PairCounts counts(long[] kinds) {
    return new PairCounts(kinds[0], kinds[1], kinds[2], kinds[3]);
  }

  /** Of the items' values, variant less baseline, where both have one. */
  public PairedMoments differences() {
    return differences
        .plus(PairedMoments.ofEqual(alike[1], -1))
        .plus(PairedMoments.ofEqual(alike[2], 1))
        .plus(PairedMoments.ofEqual(alike[0] + alike[3], 0));
  }

  /**
   * What each replicate's figures are, and behind them those of the items themselves.
   *
   * @param own the variant's
   */
  record Figures(double[] own, double[] baseline) {}

  Figures figures(Resampling resampling) {
    PairCounts counts = counts(alike);
    if (counts.pairs() == 0) {
      return new Figures(own.figures(resampling), baseline.figures(resampling));
    }
    double[][] drawn =
        counts.pairs() == pairs ? counts.drawn(resampling) : counts.drawnApart(resampling);
    return new Figures(
        with(own, drawn, 0, 2).figures(resampling),
        with(baseline, drawn, 0, 1).figures(resampling));
  }

  /** The other items' draws with those of counts, two kinds of which are right. */
  private SummedDraws with(Draws others, double[][] drawn, int right, int rightToo) {
    SummedDraws all = new SummedDraws(new FigureOfSums(aggregation));
    all.add(others);
    for (int kind = 0; kind < KINDS; kind++) {
      boolean yes = kind == right || kind == rightToo;
      Measured item = new Measured(yes ? 1 : 0, 1, new double[0], Optional.of(yes), Double.NaN);
      all.add(item, drawn[kind]);
    }
    return all;
  }

  /** Expected calibration error of the variant's choices; NaN without choices. */
  double ownCalibrationError() {
    return CalibrationError.TEN_BINS.score(ownBins);
  }

  /** The baseline's. */
  double baselineCalibrationError() {
    return CalibrationError.TEN_BINS.score(baselineBins);
  }

  /** Writes what {@link #read} adds. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(pairs);
    for (int kind = 0; kind < KINDS; kind++) {
      out.writeLong(judged[kind]);
      out.writeLong(alike[kind]);
    }
    out.writeLong(differences.pairs());
    out.writeDouble(differences.mean());
    out.writeDouble(differences.squares());
    own.write(out);
    baseline.write(out);
    for (int i = 0; i < BINS; i++) {
      out.writeDouble(ownBins[i]);
      out.writeDouble(baselineBins[i]);
    }
  }

  /** Adds the items of a sample of the same aggregation, as {@link #write} left it. */
  public void read(DataInput in) throws IOException {
    pairs += in.readLong();
    for (int kind = 0; kind < KINDS; kind++) {
      judged[kind] += in.readLong();
      alike[kind] += in.readLong();
    }
    differences =
        differences.plus(new PairedMoments(in.readLong(), in.readDouble(), in.readDouble()));
    own.read(in);
    baseline.read(in);
    for (int i = 0; i < BINS; i++) {
      ownBins[i] += in.readDouble();
      baselineBins[i] += in.readDouble();
    }
  }
}
