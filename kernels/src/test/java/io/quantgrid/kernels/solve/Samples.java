package io.quantgrid.kernels.solve;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Seeded inputs of many kinds; normal and heavy-tailed ones are those of docs/formats.md. */
public enum Samples {
  NORMAL {
    @Override
    public float[] values(int rows, int columns) {
      SplittableRandom random = new SplittableRandom(20240601);
      float[] out = new float[rows * columns];
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) normal(random);
      }
      return out;
    }
  },
  /** Student's t with 3 degrees of freedom. */
  HEAVY_TAILED {
    @Override
    public float[] values(int rows, int columns) {
      SplittableRandom random = new SplittableRandom(20240602);
      float[] out = new float[rows * columns];
      for (int i = 0; i < out.length; i++) {
        double squares = 0;
        for (int j = 0; j < 3; j++) {
          double z = normal(random);
          squares += z * z;
        }
        out[i] = (float) (normal(random) / Math.sqrt(squares / 3));
      }
      return out;
    }
  },
  CONSTANT {
    @Override
    public float[] values(int rows, int columns) {
      float[] out = new float[rows * columns];
      Arrays.fill(out, 0.7f);
      return out;
    }
  },
  ZERO {
    @Override
    public float[] values(int rows, int columns) {
      return new float[rows * columns];
    }
  },
  /** Normal, but one value is 1000. */
  SINGLE_OUTLIER {
    @Override
    public float[] values(int rows, int columns) {
      float[] out = NORMAL.values(rows, columns);
      out[out.length / 2 + columns / 3] = 1000;
      return out;
    }
  },
  /** Normal times 1e-40: all of them subnormal float32 numbers. */
  DENORMAL {
    @Override
    public float[] values(int rows, int columns) {
      float[] out = NORMAL.values(rows, columns);
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) (out[i] * 1e-40);
      }
      return out;
    }
  };

  /** Row-major {@code [rows, columns]}, the same on every machine. */
  public abstract float[] values(int rows, int columns);

  /** Marsaglia's polar method on StrictMath: the same bits everywhere. */
  private static double normal(SplittableRandom random) {
    while (true) {
      double u = 2 * random.nextDouble() - 1;
      double v = 2 * random.nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }

  /** Root of the mean squared error over root of the mean square; 0 where both are 0. */
  public static double relativeError(float[] values, float[] x) {
    double errors = 0;
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      double error = (double) values[i] - x[i];
      errors += error * error;
      squares += (double) x[i] * x[i];
    }
    return errors == 0 ? 0 : StrictMath.sqrt(errors / squares);
  }
}
