package io.quantgrid.kernels.nd4j;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Gelu;

/** Curves that libnd4j has no operation for, in double. */
final class Activations {
  private static final double CUBIC = 0.044715;

  /** From here on 1 minus the error function is below a double's last place. */
  private static final double SATURATED = 6;

  private Activations() {}

  /** What becomes of one number. */
  private interface Curve {
    double at(double x);
  }

  static Nd4jTensor exp(Tensors tensors, Nd4jTensor x) {
    return each(tensors, x, Math::exp);
  }

  static Nd4jTensor gelu(Tensors tensors, Nd4jTensor x, Gelu form) {
    return each(tensors, x, form == Gelu.EXACT ? Activations::exact : Activations::tanh);
  }

  private static Nd4jTensor each(Tensors tensors, Nd4jTensor x, Curve curve) {
    Nd4jTensor out = tensors.empty(DType.FLOAT32, x.shape());
    Rows from = Rows.of(x);
    Rows to = Rows.of(out);
    float[] row = new float[from.width()];
    for (long r = 0; r < from.count(); r++) {
      from.read(r, row);
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) curve.at(row[i]);
      }
      to.write(r, row);
    }
    return out;
  }

  private static double exact(double x) {
    return x * 0.5 * (1 + erf(x * Math.sqrt(0.5)));
  }

  /** {@code (1 + tanh(u)) / 2} is the logistic function of {@code 2 u}. */
  private static double tanh(double x) {
    double u = Math.sqrt(2 / Math.PI) * (x + CUBIC * x * x * x);
    return x / (1 + Math.exp(-2 * u));
  }

  /** The series of Abramowitz and Stegun 7.1.6, whose terms have one sign. */
  private static double erf(double z) {
    if (Math.abs(z) > SATURATED) {
      return Math.signum(z);
    }
    double term = z;
    double sum = z;
    for (int n = 1; Math.abs(term) > Math.ulp(sum); n++) {
      term *= 2 * z * z / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-z * z) * sum;
  }
}
