package io.quantgrid.kernels.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Scans of every kind over seeded inputs, beside their formulas. */
final class ScanCases {
  static final int TOKENS = 23;

  private ScanCases() {}

  /** A model's scan, of any kind, over inputs of its own. */
  interface Scan {
    Scanned run(Order order, int from, int to, float[] state, AfterToken after);

    /** By the formulas. */
    NaiveScans.Result naive(Order order, float[] state);

    float[] state();
  }

  /** What the scans of a state space read, a token a row. */
  private record Inputs(float[] a, float[] d, float[] x, float[] steps, float[] b, float[] c) {
    /** How {@code SelectiveScan} and {@code HeadScan} are called. */
    interface Kernel {
      Scanned run(
          Order order,
          float[] x,
          float[] steps,
          float[] b,
          float[] c,
          float[] state,
          AfterToken after);
    }

    /** Decays below zero, steps above it. */
    static Inputs draw(
        SplittableRandom random, int decays, int skips, int width, int steps, int states) {
      float[] a = normal(random, decays);
      for (int i = 0; i < a.length; i++) {
        a[i] = -Math.abs(a[i]) * 4;
      }
      float[] d = normal(random, skips);
      float[] x = normal(random, TOKENS * width);
      float[] softened = normal(random, TOKENS * steps);
      Softplus.apply(softened);
      return new Inputs(
          a, d, x, softened, normal(random, TOKENS * states), normal(random, TOKENS * states));
    }

    Scanned run(Kernel kernel, Order order, int from, int to, float[] state, AfterToken after) {
      return kernel.run(
          order,
          part(x, from, to),
          part(steps, from, to),
          part(b, from, to),
          part(c, from, to),
          state,
          after);
    }
  }

  static Scan mamba(int inner, int state, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Inputs inputs = Inputs.draw(random, inner * state, inner, inner, inner, state);
    float[] steps = inputs.steps();
    SelectiveScan scan = new SelectiveScan(inner, state, inputs.a(), inputs.d());
    return new Scan() {
      @Override
      public Scanned run(Order order, int from, int to, float[] start, AfterToken after) {
        return inputs.run(scan::run, order, from, to, start, after);
      }

      @Override
      public NaiveScans.Result naive(Order order, float[] start) {
        return NaiveScans.scan(
            order,
            inputs.x(),
            NaiveScans.doubles(steps),
            (t, i, n) -> Math.exp((double) steps[t * inner + i] * inputs.a()[i * state + n]),
            inputs.b(),
            inputs.c(),
            NaiveScans.doubles(inputs.d()),
            i -> 0,
            start);
      }

      @Override
      public float[] state() {
        return normal(random, scan.zeros().length);
      }
    };
  }

  static Scan heads(HeadScan.Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int inner = shape.inner();
    int heads = shape.heads();
    Inputs inputs = Inputs.draw(random, heads, heads, inner, heads, shape.groups() * shape.state());
    HeadScan scan = new HeadScan(shape, inputs.a(), inputs.d());
    return new Scan() {
      @Override
      public Scanned run(Order order, int from, int to, float[] start, AfterToken after) {
        return inputs.run(scan::run, order, from, to, start, after);
      }

      @Override
      public NaiveScans.Result naive(Order order, float[] start) {
        double[] step = new double[TOKENS * inner];
        double[] direct = new double[inner];
        for (int i = 0; i < step.length; i++) {
          step[i] = inputs.steps()[i / shape.headDim()];
          direct[i % inner] = inputs.d()[i % inner / shape.headDim()];
        }
        return NaiveScans.scan(
            order,
            inputs.x(),
            step,
            (t, i, n) -> Math.exp(step[t * inner + i] * inputs.a()[i / shape.headDim()]),
            inputs.b(),
            inputs.c(),
            direct,
            i -> i / (inner / shape.groups()),
            start);
      }

      @Override
      public float[] state() {
        return normal(random, scan.zeros().length);
      }
    };
  }

  static Scan convolution(int channels, int kernel, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] weight = normal(random, channels * kernel);
    float[] bias = normal(random, channels);
    float[] x = normal(random, TOKENS * channels);
    CausalConvolution convolution = new CausalConvolution(channels, kernel, weight, bias);
    return new Scan() {
      @Override
      public Scanned run(Order order, int from, int to, float[] start, AfterToken after) {
        return convolution.run(order, part(x, from, to), start);
      }

      @Override
      public NaiveScans.Result naive(Order order, float[] start) {
        double[] y = NaiveScans.convolution(order, x, weight, bias, start, kernel);
        List<Integer> text = new ArrayList<>();
        int at = order.last();
        while (text.size() < kernel - 1) {
          text.add(0, at);
          at = at >= 0 ? order.previous(at) : at - 1;
        }
        double[] last = new double[start.length];
        for (int i = 0; i < last.length; i++) {
          int row = text.get(i / channels);
          int from = row >= 0 ? row : kernel - 1 + row;
          last[i] = (row >= 0 ? x : start)[from * channels + i % channels];
        }
        return new NaiveScans.Result(y, last);
      }

      @Override
      public float[] state() {
        return normal(random, convolution.zeros().length);
      }
    };
  }

  private static float[] normal(SplittableRandom random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Rows of some tokens, of {@value #TOKENS}. */
  static float[] part(float[] rows, int from, int to) {
    int width = rows.length / TOKENS;
    return Arrays.copyOfRange(rows, from * width, to * width);
  }
}
