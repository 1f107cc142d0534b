package io.quantgrid.core.stats;

import io.quantgrid.core.evaluate.MetricSpec;
import io.quantgrid.core.evaluate.Recovery;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * A variant against its baseline over the items that both have. Figures that are not known are NaN.
 * docs/statistics.md says how each is computed.
 *
 * @param value of the variant; {@code baselineValue} of the baseline over the same items
 * @param difference 95 % interval of {@code value - baselineValue}
 * @param recovery percent of the baseline, and its 95 % interval
 * @param counts empty where the metric is no yes or no
 * @param effect Cohen's g by McNemar's test, else d_z
 * @param samplesNeeded pairs that show a loss of 1 % of the baseline with power 0.8
 * @param smallestLoss in percent of the baseline, that these pairs show with power 0.8
 * @param calibrationError expected calibration error of the choices' probabilities
 * @param recoveries of each replicate of the bootstrap
 */
public record PairedComparison(
    long pairs,
    double value,
    double baselineValue,
    Interval difference,
    double recovery,
    Interval recoveryInterval,
    Optional<PairCounts> counts,
    Test test,
    double pValue,
    double effect,
    double samplesNeeded,
    double smallestLoss,
    double calibrationError,
    double baselineCalibrationError,
    double[] recoveries) {
  private static final double LOSS = Verdict.LOSS_PERCENT / 100;

  /** Of no difference. */
  public enum Test {
    /** {@link McNemar}, where correctness is known. */
    MCNEMAR("mcnemar"),
    /** {@link PairedMoments#pValue}, of means. */
    PAIRED_T("paired t"),
    /**
     * Student's t of the difference over the standard deviation of its draws, of all others;
     * perplexities differ by the logarithm of their ratio, whose draws are no heavy tail.
     */
    BOOTSTRAP("bootstrap");

    private final String text;

    Test(String text) {
      this.text = text;
    }

    /** The word in tables. */
    public String text() {
      return text;
    }
  }

  /** What a test finds, and what power the pairs give it. */
  private record Finding(
      Test test, double pValue, double effect, double samplesNeeded, double smallestLoss) {}

  /**
   * Compares.
   *
   * @param sample of one item or more
   * @param resampling the one that the items were added with
   */
  public static PairedComparison of(PairedSample sample, MetricSpec metric, Resampling resampling) {
    PairedSample.Figures figures = sample.figures(resampling);
    double[] own = figures.own();
    double[] baseline = figures.baseline();
    double[] differences = new double[Resampling.REPLICATES];
    double[] recoveries = new double[Resampling.REPLICATES];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = own[i] - baseline[i];
      recoveries[i] = recovery(metric, own[i], baseline[i]);
    }
    double value = own[Resampling.ITSELF];
    double before = baseline[Resampling.ITSELF];
    Finding finding =
        sample
            .counts()
            .map(PairedComparison::mcnemar)
            .orElseGet(() -> byMoments(sample, own, baseline, differences));
    return new PairedComparison(
        sample.pairs(),
        value,
        before,
        Interval.ofDraws(differences),
        recovery(metric, value, before),
        Interval.ofDraws(recoveries),
        sample.counts(),
        finding.test(),
        finding.pValue(),
        finding.effect(),
        finding.samplesNeeded(),
        finding.smallestLoss(),
        sample.ownCalibrationError(),
        sample.baselineCalibrationError(),
        recoveries);
  }

  private static double recovery(MetricSpec metric, double own, double baseline) {
    return Recovery.of(metric, own, baseline).orElse(Double.NaN);
  }

  private static Finding mcnemar(PairCounts counts) {
    McNemar test = new McNemar(counts.lost(), counts.gained());
    double pairs = counts.pairs();
    double discordance = (counts.lost() + counts.gained()) / pairs;
    double right = (counts.bothRight() + counts.lost()) / pairs;
    return new Finding(
        Test.MCNEMAR,
        test.pValue(),
        test.effect(),
        right == 0 ? Double.NaN : McNemarPower.pairsNeeded(discordance, LOSS * right),
        right == 0
            ? Double.NaN
            : 100 * McNemarPower.smallestLoss(counts.pairs(), discordance) / right);
  }

  private static Finding byMoments(
      PairedSample sample, double[] own, double[] baseline, double[] differences) {
    double before = Math.abs(baseline[Resampling.ITSELF]);
    return switch (sample.aggregation()) {
      case MEAN, NANMEAN, BRIER_SCORE -> {
        PairedMoments moments = sample.differences();
        yield finding(
            Test.PAIRED_T, moments.mean(), moments.deviation(), moments.pairs(), LOSS * before);
      }
      case PERPLEXITY, WEIGHTED_PERPLEXITY -> {
        double[] ratios = new double[differences.length];
        for (int i = 0; i < ratios.length; i++) {
          ratios[i] = Math.log(own[i] / baseline[i]);
        }
        double ratio = Math.log(own[Resampling.ITSELF] / baseline[Resampling.ITSELF]);
        yield ofDraws(sample, ratio, ratios, -Math.log1p(-LOSS));
      }
      default ->
          ofDraws(
              sample,
              own[Resampling.ITSELF] - baseline[Resampling.ITSELF],
              differences,
              LOSS * before);
    };
  }

  private static Finding ofDraws(
      PairedSample sample, double difference, double[] draws, double loss) {
    double[] known = Arrays.stream(draws).filter(Double::isFinite).toArray();
    double error = known.length < 2 ? Double.NaN : new StandardDeviation().evaluate(known);
    return finding(
        Test.BOOTSTRAP,
        difference,
        error * Math.sqrt((double) sample.pairs()),
        sample.pairs(),
        loss);
  }

  /**
   * By the normal theory of a mean.
   *
   * @param deviation of one pair's difference, or what that of the figure's draws comes to
   * @param loss the difference that a loss of 1 % of the baseline is
   */
  private static Finding finding(
      Test test, double difference, double deviation, long pairs, double loss) {
    double pValue = PairedMoments.pValue(difference, deviation / Math.sqrt((double) pairs), pairs);
    boolean known = pairs >= 2 && Double.isFinite(deviation) && loss > 0;
    return new Finding(
        test,
        pValue,
        deviation == 0 ? Double.NaN : difference / deviation,
        known ? samplesNeeded(loss, deviation) : Double.NaN,
        known
            ? Verdict.LOSS_PERCENT * PairedTPower.smallestEffect(pairs) * deviation / loss
            : Double.NaN);
  }

  private static double samplesNeeded(double loss, double deviation) {
    return deviation == 0 ? 2 : PairedTPower.pairsNeeded(loss / deviation);
  }

  /** Above 0 where the variant is better, below where it is worse. */
  public double advantage(MetricSpec metric) {
    return metric.higherIsBetter() ? value - baselineValue : baselineValue - value;
  }

  /** What may be said, given the p-value adjusted for all that is compared. */
  public Verdict verdict(MetricSpec metric, double adjusted) {
    return Verdict.of(adjusted, advantage(metric), recoveryInterval.low(), smallestLoss);
  }
}
