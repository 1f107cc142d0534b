package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.model.architecture.Smoothing;
import io.quantgrid.kernels.element.Bfloat16;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.SchemeParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Twins of a model that compute the same with outliers in few channels, in 8 bits. */
class OutlierTwinTest {
  private static final Scheme WEIGHTS = SchemeParser.parse("int8/channel/sym");
  private static final Optional<Scheme> ACTIVATIONS = Optional.of(SchemeParser.parse("int8/token"));
  private static final int CHANNELS = 4;

  /** Nats. The model without outliers loses 0.0015 in 8 bits. */
  private static final double RESTORED = 0.003;

  /** Nats. */
  private static final double LOST = 0.05;

  private static TransformedModel model;
  private static float[] expected;
  private static final List<int[]> CALIBRATION = texts(1);
  private static final List<int[]> HELD_OUT = texts(2);

  @BeforeAll
  static void load() {
    model = TransformedModel.read(GoldenCheckpoint.FOLDER.resolveSibling("pocket-s"));
    expected = model.logits(HELD_OUT, Optional.empty());
  }

  private static List<int[]> texts(long seed) {
    Random random = new Random(seed);
    List<int[]> out = new ArrayList<>();
    for (int row = 0; row < 8; row++) {
      out.add(random.ints(64, 4, 2048).toArray());
    }
    return out;
  }

  /** Channels of norms times a power of two, their columns divided by it. */
  private static TransformedModel twin(int blocks, float factor) {
    TransformedModel twin = model.copy();
    Random random = new Random(7);
    twin.each(
        folding -> {
          boolean chosen = folding.tensors().block().index() < blocks;
          if (chosen && folding.smoothing().kind() == Smoothing.Kind.NORM) {
            float[] factors = new float[folding.channels()];
            java.util.Arrays.fill(factors, 1);
            for (int i = 0; i < CHANNELS; i++) {
              factors[random.nextInt(factors.length)] = 1 / factor;
            }
            folding.fold(factors, Bfloat16.TYPE);
          }
        });
    return twin;
  }

  private static double loss(TransformedModel transformed, Optional<Scheme> activations) {
    TransformedModel rounded = transformed.copy();
    rounded.round(WEIGHTS, Bfloat16.TYPE);
    return TransformedModel.divergence(
        expected, rounded.logits(HELD_OUT, activations), model.config().vocabulary());
  }

  private static TransformedModel with(TransformedModel from, Transform transform) {
    TransformedModel out = from.copy();
    out.transform(
        transform,
        name -> Optional.of(WEIGHTS),
        Bfloat16.TYPE,
        Optional.of(from.statistics(CALIBRATION)));
    return out;
  }

  private static TransformedModel without(TransformedModel from, Transform transform) {
    TransformedModel out = from.copy();
    out.transform(transform, name -> Optional.of(WEIGHTS), Bfloat16.TYPE, Optional.empty());
    return out;
  }

  @Test
  void the_model_itself_loses_little() {
    assertThat(loss(model, ACTIVATIONS)).isLessThan(RESTORED);
  }

  @Test
  void bi_smoothing_restores_weights_with_outliers_with_and_without_calibration() {
    TransformedModel twin = twin(1, 1f / 256);
    BiSmoothing transform = new BiSmoothing(Folding.Pairs.NORMS);
    assertThat(loss(twin, Optional.empty())).isGreaterThan(LOST);
    assertThat(loss(twin, ACTIVATIONS)).isGreaterThan(LOST);
    assertThat(loss(with(twin, transform), ACTIVATIONS)).isLessThan(RESTORED);
    assertThat(loss(without(twin, transform), ACTIVATIONS)).isLessThan(RESTORED);
  }

  @Test
  void smoothquant_restores_activations_with_outliers() {
    TransformedModel twin = twin(model.blocks().size(), 64);
    assertThat(loss(twin, ACTIVATIONS)).isGreaterThan(LOST);
    for (SmoothQuant.Statistic statistic : SmoothQuant.Statistic.values()) {
      SmoothQuant transform = new SmoothQuant(0.5, statistic, Folding.Pairs.NORMS);
      assertThat(loss(with(twin, transform), ACTIVATIONS)).isLessThan(RESTORED);
    }
    assertThat(loss(with(twin, new Aweq(Folding.Pairs.NORMS)), ACTIVATIONS)).isLessThan(RESTORED);
    assertThat(loss(without(twin, new BiSmoothing(Folding.Pairs.NORMS)), ACTIVATIONS))
        .isLessThan(RESTORED);
  }

  @Test
  void rotation_restores_both() {
    Rotate rotate = new Rotate(Rotate.Kind.HADAMARD, 1);
    assertThat(loss(without(twin(1, 1f / 256), rotate), ACTIVATIONS)).isLessThan(RESTORED);
    assertThat(loss(without(twin(4, 64), rotate), ACTIVATIONS)).isLessThan(RESTORED);
  }
}
