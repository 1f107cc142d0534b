package io.quantgrid.kernels.check;

import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Products and transformer blocks in one type. */
final class BlockChecks {
  private static final int ROWS = 13;
  private static final int IN = 96;
  private static final int OUT = 40;
  private static final float[] NO_BIAS = {};
  private static final Oracle.Heads HEADS = new Oracle.Heads(2, 4, 2, 19, 19, 16);
  private static final double ATTENTION_SCALE = 0.25;
  private static final double EPSILON = 1e-5;

  private final Engine engine;
  private final DType dtype;
  private final List<Deviation> found = new ArrayList<>();

  private BlockChecks(Engine engine, DType dtype) {
    this.engine = engine;
    this.dtype = dtype;
  }

  static List<Deviation> run(Engine engine, DType dtype) {
    BlockChecks checks = new BlockChecks(engine, dtype);
    checks.products();
    checks.pointwise();
    checks.rows();
    checks.rotary();
    checks.attention();
    return checks.found;
  }

  private void products() {
    float[] x = normal(ROWS * IN, 1);
    float[] w = normal(OUT * IN, 2);
    float[] bias = normal(OUT, 3);
    Tensor tx = tensor(x, ROWS, IN);
    Tensor tw = tensor(w, OUT, IN);
    float[] plain = Oracle.linear(x, w, NO_BIAS, ROWS, IN, OUT);
    check("linear", engine.linear(tx, tw), plain);
    check(
        "linear with bias",
        engine.linear(tx, tw, tensor(bias, OUT)),
        Oracle.linear(x, w, bias, ROWS, IN, OUT));
    check("matmul", engine.matmul(tx, engine.transpose(tw, 0, 1)), plain);
  }

  private void pointwise() {
    float[] x = normal(ROWS * IN, 4);
    float[] weight = normal(IN, 5);
    Tensor tx = tensor(x, ROWS, IN);
    check(
        "rms norm",
        engine.rmsNorm(tx, tensor(weight, IN), EPSILON),
        Oracle.rmsNorm(x, weight, EPSILON, IN));
    check("swiglu", engine.swiglu(tx), Oracle.swiglu(x, IN / 2));
    float[] bias = normal(IN, 16);
    check(
        "layer norm",
        engine.layerNorm(tx, tensor(weight, IN), Optional.of(tensor(bias, IN)), EPSILON),
        Oracle.layerNorm(x, weight, bias, EPSILON, IN));
    for (Curve curve : Curve.values()) {
      String name = curve.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      check(name, curve.apply(engine, tx), curve.apply(x));
    }
    check("log softmax", engine.logSoftmax(tx), Oracle.logSoftmax(x, IN));
    check("softmax", engine.softmax(tx), Oracle.softmax(x, IN));
  }

  private void rows() {
    float[] x = normal(2 * IN, 17);
    float[] sum = new float[ROWS * IN];
    System.arraycopy(x, IN, sum, IN, IN);
    System.arraycopy(x, 0, sum, (ROWS - 1) * IN, IN);
    Tensor target = tensor(new float[ROWS * IN], ROWS, IN);
    engine.addInto(target, engine.longs(new long[] {ROWS - 1, 1}, 2), tensor(x, 2, IN));
    check("add into", target, sum);
    System.arraycopy(x, 0, sum, 0, IN);
    engine.copyInto(target, engine.longs(new long[] {0}, 1), tensor(Arrays.copyOf(x, IN), 1, IN));
    check("copy rows", target, sum);
    boolean[] second = new boolean[ROWS];
    second[1] = true;
    Arrays.fill(sum, IN, 2 * IN, -2);
    Tensor mask = engine.booleans(second, ROWS, 1);
    check("masked fill", engine.maskedFill(target, mask, -2), sum);
  }

  private void rotary() {
    int tokens = HEADS.queries();
    int dim = HEADS.dim();
    float[] x = normal(2 * 4 * tokens * dim, 6);
    float[] cos = normal(tokens * dim, 7);
    float[] sin = normal(tokens * dim, 8);
    check(
        "rotary",
        engine.rotary(
            tensor(x, 2, 4, tokens, dim),
            tensor(cos, 1, 1, tokens, dim),
            tensor(sin, 1, 1, tokens, dim)),
        Oracle.rotary(x, cos, sin, tokens, dim));
  }

  private void attention() {
    int n = HEADS.queries();
    float[] q = normal(HEADS.batch() * HEADS.heads() * n * HEADS.dim(), 9);
    float[] k = normal(HEADS.batch() * HEADS.kvHeads() * n * HEADS.dim(), 10);
    float[] v = normal(HEADS.batch() * HEADS.kvHeads() * n * HEADS.dim(), 11);
    boolean[] causal = new boolean[HEADS.batch() * n * n];
    for (int i = 0; i < causal.length; i++) {
      causal[i] = i % n <= i / n % n;
    }
    Tensor tq = tensor(q, HEADS.batch(), HEADS.heads(), n, HEADS.dim());
    Tensor tk = tensor(k, HEADS.batch(), HEADS.kvHeads(), n, HEADS.dim());
    Tensor tv = tensor(v, HEADS.batch(), HEADS.kvHeads(), n, HEADS.dim());
    Tensor mask = engine.booleans(causal, HEADS.batch(), 1, n, n);
    float[] expected = Oracle.attention(q, k, v, causal, ATTENTION_SCALE, HEADS);
    check("causal attention", engine.causalAttention(tq, tk, tv, ATTENTION_SCALE), expected);
    check("masked attention", engine.maskedAttention(tq, tk, tv, mask, ATTENTION_SCALE), expected);
    boolean[] all = new boolean[causal.length];
    Arrays.fill(all, true);
    check(
        "full attention",
        engine.fullAttention(tq, tk, tv, ATTENTION_SCALE),
        Oracle.attention(q, k, v, all, ATTENTION_SCALE, HEADS));
    float[] bias = normal(HEADS.batch() * HEADS.heads() * n * n, 18);
    check(
        "biased attention",
        engine.biasedAttention(
            tq, tk, tv, tensor(bias, HEADS.batch(), HEADS.heads(), n, n), ATTENTION_SCALE),
        Oracle.biasedAttention(q, k, v, bias, ATTENTION_SCALE, HEADS));
  }

  private float[] normal(int n, long seed) {
    return Numbers.normal(dtype, n, seed);
  }

  private Tensor tensor(float[] values, long... shape) {
    return engine.cast(engine.floats(values, shape), dtype);
  }

  private void check(String kernel, Tensor out, float[] expected) {
    found.add(
        Deviation.of(
            kernel + " " + dtype.name().toLowerCase(Locale.ROOT),
            engine.toFloats(out),
            expected,
            Numbers.allowed(out.dtype() == DType.FLOAT32 ? DType.FLOAT32 : dtype)));
  }
}
