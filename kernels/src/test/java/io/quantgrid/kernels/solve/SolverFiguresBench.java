package io.quantgrid.kernels.solve;

import io.quantgrid.kernels.solve.billm.BiLlm;
import io.quantgrid.kernels.solve.finequant.FineQuant;
import io.quantgrid.kernels.solve.gptq.Gptq;
import io.quantgrid.kernels.solve.hqq.HalfQuadratic;
import io.quantgrid.kernels.solve.pbllm.PbLlm;
import io.quantgrid.kernels.solve.rtn.Rtn;
import io.quantgrid.kernels.solve.vptq.Vptq;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;

/** Bits and relative output error of solvers on one heavy-tailed layer; run by hand. */
final class SolverFiguresBench {
  private SolverFiguresBench() {}

  public static void main(String[] args) {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 512;
    int columns = args.length > 1 ? Integer.parseInt(args[1]) : 512;
    LinearLayer layer = HeavyTails.layer(rows, columns, "int4/group128", 1);
    for (String scheme :
        new String[] {
          "binary/group128",
          "binary/group64",
          "binary/group32",
          "int2/group128/asym",
          "int2/group64/asym",
          "int2/group32/asym",
          "int2/group16/asym",
          "int3/group128/asym",
          "int3/group64/asym",
          "int4/group128/asym",
          "int4/group64/asym",
          "int4/group32/asym"
        }) {
      show(layer, scheme, "rtn", Rtn.defaults());
    }
    show(layer, "int2/group64/asym", "gptq", Gptq.defaults());
    show(layer, "int3/group64/asym", "gptq", Gptq.defaults());
    show(layer, "binary/group128", "gptq", Gptq.defaults());
    show(layer, "binary/group32", "gptq", Gptq.defaults());
    show(layer, "int2/group128/asym", "hqq", HalfQuadratic.defaults());
    show(layer, "int4/group128/asym", "hqq", HalfQuadratic.defaults());
    show(layer, "int3/group128/asym", "hqq", HalfQuadratic.defaults());
    show(layer, "int4/group64/asym", "hqq", HalfQuadratic.defaults());
    show(layer, "int3/group64/asym", "hqq", HalfQuadratic.defaults());
    show(layer, "int2/group64/asym", "hqq", HalfQuadratic.defaults());
    show(layer, "int4/group128", "finequant", FineQuant.defaults());
    show(layer, "int4/channel", "finequant", FineQuant.defaults());
    show(layer, "binary/group128", "billm", BiLlm.defaults());
    show(layer, "binary/group256", "billm", BiLlm.defaults());
    show(layer, "binary/group128", "billm most 0", new BiLlm(0, 0.01));
    show(layer, "binary/group128", "pb_llm", PbLlm.defaults());
    show(layer, "binary/channel", "pb_llm", PbLlm.defaults());
    show(layer, "int2/group64/asym", "vptq", Vptq.defaults());
    show(layer, "int2/group64/asym", "vptq r", new Vptq(8, 256, 256, 0.01, 2, 64, 25, 0, 0.01));
    show(
        layer, "int2/group64/asym", "vptq no outliers", new Vptq(4, 256, 0, 0, 2, 64, 25, 0, 0.01));
  }

  private static void show(LinearLayer layer, String scheme, String name, Solver solver) {
    Engine engine = Engines.named("torch");
    engine.threads(1);
    LinearLayer under = HeavyTails.with(layer, scheme);
    long start = System.nanoTime();
    Solution solution = solver.solve(under, engine);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%-12s %-20s %6.3f bits  output %.4f  weights %.4f  %6.2f s  %s%n",
        name,
        scheme,
        HeavyTails.bitsPerWeight(under, solution.weight().storedBits()),
        HeavyTails.outputError(under, solution.weight().dequantize()),
        HeavyTails.weightError(under, solution.weight().dequantize()),
        seconds,
        solution.notes());
  }
}
