package io.quantgrid.core.quantize;

import static io.quantgrid.core.quantize.Parameter.above;
import static io.quantgrid.core.quantize.Parameter.between;
import static io.quantgrid.core.quantize.Parameter.choice;
import static io.quantgrid.core.quantize.Parameter.flag;
import static io.quantgrid.core.quantize.Parameter.whole;

import io.quantgrid.core.quantize.StepType.Calibrates;
import io.quantgrid.core.quantize.StepType.Compensates;
import io.quantgrid.core.quantize.StepType.Solves;
import io.quantgrid.core.stored.LayoutEntry.ColumnOrder;
import io.quantgrid.kernels.scheme.Clipping;
import io.quantgrid.kernels.solve.Compensation;
import io.quantgrid.kernels.solve.Solver;
import io.quantgrid.kernels.solve.bias.BiasCorrection;
import io.quantgrid.kernels.solve.billm.BiLlm;
import io.quantgrid.kernels.solve.deltacome.DeltaCome;
import io.quantgrid.kernels.solve.finequant.FineQuant;
import io.quantgrid.kernels.solve.gptq.Gptq;
import io.quantgrid.kernels.solve.hqq.HalfQuadratic;
import io.quantgrid.kernels.solve.llmint8.LlmInt8;
import io.quantgrid.kernels.solve.lorc.Lorc;
import io.quantgrid.kernels.solve.outliers.SparseOutliers;
import io.quantgrid.kernels.solve.pbllm.PbLlm;
import io.quantgrid.kernels.solve.qalora.QaLora;
import io.quantgrid.kernels.solve.quip.Quip;
import io.quantgrid.kernels.solve.rtn.Rtn;
import io.quantgrid.kernels.solve.spqr.Spqr;
import io.quantgrid.kernels.solve.vptq.Vptq;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The steps there are, a few lines each; what a parameter means in depth, its record says. */
final class Steps {
  static final String DELTA_COME = "delta_come";
  static final String LLM_INT8 = "llm_int8";
  static final String QA_LORA = "qa_lora";
  private static final double MOST_DAMPING = 100;
  private static final int MOST_CENTROIDS = 4096;

  private static final Parameter DAMPING =
      above(
          "damping",
          "share of the mean diagonal of the second moments added to it",
          0.01,
          0,
          MOST_DAMPING);

  private static final List<StepType> SOLVERS_AND_COMPENSATIONS =
      List.of(
          solver(
                  "rtn",
                  Calibrates.NEVER,
                  "round to nearest",
                  Steps::rtn,
                  choice("clipping", "which range scales cover", "scheme", "minmax", "mse"))
              .leavingCodes(a -> ColumnOrder.NONE),
          solver(
                  "gptq",
                  Calibrates.ALWAYS,
                  "column by column with error feedback (arXiv 2210.17323)",
                  Steps::gptq,
                  choice("act_order", "large inputs first", "static", "none", "group")
                      .alias("true", "static")
                      .alias("false", "none"),
                  choice("groups", "weights that scales are found from", "original", "updated"),
                  DAMPING,
                  whole("block", "columns between products of matrices", 128, 1, 1 << 20),
                  flag(Recipe.SEQUENTIAL, "inputs see the layers before quantized", "false"))
              .leavingCodes(a -> ColumnOrder.valueOf(a.text("act_order").toUpperCase(Locale.ROOT))),
          solver(
              LLM_INT8,
              Calibrates.NEVER,
              "vector-wise int8, large activations in 16 bits (arXiv 2208.07339)",
              a -> LlmInt8.defaults(),
              above("threshold", "magnitude from which activations stay", 6, 0, 1e6)),
          solver(
              "spqr",
              Calibrates.ALWAYS,
              "small groups, two levels of scales, sparse outliers (arXiv 2306.03078)",
              a ->
                  new Spqr(
                      a.number("damping"),
                      a.number("threshold"),
                      a.whole("scale_bits"),
                      a.whole("scale_rows")),
              above(
                  "damping",
                  "share of the mean diagonal of the second moments added to it",
                  1,
                  0,
                  MOST_DAMPING),
              above("threshold", "error from which a weight is an outlier", 0.2, 0, 1e9),
              whole("scale_bits", "bits of scales and zero points", 3, 1, 8),
              whole("scale_rows", "rows whose scales share a range", 16, 1, 256)),
          solver(
              "billm",
              Calibrates.ALWAYS,
              "binary, salient columns twice (arXiv 2402.04291)",
              a -> new BiLlm(a.whole("most"), a.number("damping")),
              whole("most", "salient columns of a block", 50, 0, 1 << 20),
              DAMPING),
          solver(
              "pb_llm",
              Calibrates.ALWAYS,
              "binary, salient weights in 8 bits (arXiv 2310.00034)",
              a -> new PbLlm(a.number("share"), a.number("damping")),
              between("share", "of weights that are salient", 0.1, 0, 1),
              DAMPING),
          solver(
              "vptq",
              Calibrates.ALWAYS,
              "vector codebooks (arXiv 2409.17066)",
              Steps::vptq,
              whole("vector", "weights of a vector: 1, 2, 4, 8 or 16", 4, 1, 16),
              whole("centroids", "of the codebook", 256, 2, MOST_CENTROIDS),
              whole("residual", "centroids of a second codebook, 0 for none", 0, 0, MOST_CENTROIDS),
              between("outlier_share", "columns with a finer codebook", 0.01, 0, 0.5),
              whole("outlier_vector", "weights of their vectors", 2, 1, 16),
              whole("outlier_centroids", "of their codebook", 64, 2, MOST_CENTROIDS),
              whole("iterations", "of k-means, at most", 25, 1, 1000),
              whole("seed", "of the first centroids", 0, 0, Long.MAX_VALUE),
              DAMPING),
          solver(
              "finequant",
              Calibrates.NEVER,
              "group sizes by the weights' ranges (arXiv 2308.09723)",
              a -> new FineQuant(a.number("alpha"), a.whole("smallest")),
              between("alpha", "least fall of the range worth halving a group", 0.2, 0, 1),
              whole("smallest", "columns of a group", 16, 1, 1 << 20)),
          solver(
              "quip",
              Calibrates.ALWAYS,
              "incoherence by random rotation, LDLQ (arXiv 2307.13304)",
              a -> new Quip(a.number("range"), a.number("damping"), a.wide("seed")),
              above("range", "largest value of the grid in root mean squares", 2.4, 0, 16),
              DAMPING,
              whole("seed", "of the rotations", 1, 0, Long.MAX_VALUE)),
          solver(
              "hqq",
              Calibrates.NEVER,
              "half-quadratic search of zero points (Badri and Shaji, 2023)",
              a ->
                  new HalfQuadratic(
                      a.number("norm"),
                      a.number("penalty"),
                      a.number("growth"),
                      a.whole("iterations")),
              above("norm", "p of the norm of errors", 0.7, 0, 1),
              above("penalty", "weight of the split at first", 10, 0, 1e9),
              between("growth", "of the penalty in every iteration", 1.01, 1, 10),
              whole("iterations", "at most", 20, 0, 10_000)),
          solver(
              DELTA_COME,
              Calibrates.IF_THERE,
              "difference from the base model, singular vectors in mixed precision (arXiv"
                  + " 2406.08903)",
              a -> new DeltaCome(a.whole("rank8"), a.whole("rank3"), a.number("bits")),
              whole("rank8", "vectors in 8 bits, at most", 2, 0, 1 << 20),
              whole("rank3", "vectors in 3 bits, at most", 32, 0, 1 << 20),
              above("bits", "of the difference for each weight", 1, 0, 16)),
          compensation(
              QA_LORA,
              Calibrates.NEVER,
              "adapter by groups of inputs, merged into zero points (arXiv 2309.14717)",
              a -> new QaLora()),
          compensation(
              "lorc",
              Calibrates.NEVER,
              "low-rank part of the error (arXiv 2303.08302)",
              a ->
                  new Lorc(
                      a.whole("rank"),
                      Lorc.Factors.valueOf(a.text("factors").toUpperCase(Locale.ROOT))),
              whole("rank", "singular values kept", 8, 1, 1 << 20),
              choice("factors", "what they are stored in", "int8", "float16")),
          compensation(
              "outliers",
              Calibrates.IF_THERE,
              "largest errors, sparse, in 16 bits (arXiv 2306.07629)",
              a -> new SparseOutliers(a.number("share")),
              above("share", "of weights kept", 0.005, 0, 0.5)),
          compensation(
                  "bias_correction",
                  Calibrates.ALWAYS,
                  "bias that gives outputs their mean back (arXiv 1906.04721)",
                  a -> new BiasCorrection())
              .leavingCodes(a -> ColumnOrder.NONE));

  static final List<StepType> ALL =
      Stream.of(TransformSteps.ALL, AllocationSteps.ALL, SOLVERS_AND_COMPENSATIONS)
          .flatMap(List::stream)
          .toList();

  private Steps() {}

  private static StepType solver(
      String name,
      Calibrates calibration,
      String meaning,
      Function<Arguments, Solver> make,
      Parameter... parameters) {
    List<Parameter> all = new ArrayList<>(List.of(parameters));
    all.add(choice("arithmetic", "type that scales are computed in", "checkpoint", "float32"));
    return new StepType(name, calibration, meaning, all, new Solves(make));
  }

  private static StepType compensation(
      String name,
      Calibrates calibration,
      String meaning,
      Function<Arguments, Compensation> make,
      Parameter... parameters) {
    return new StepType(name, calibration, meaning, List.of(parameters), new Compensates(make));
  }

  private static Solver rtn(Arguments a) {
    return new Rtn(
        switch (a.text("clipping")) {
          case "minmax" -> Optional.of(new Clipping.MinMax());
          case "mse" -> Optional.of(new Clipping.Mse());
          default -> Optional.empty();
        });
  }

  private static Solver gptq(Arguments a) {
    return new Gptq(
        Gptq.Order.valueOf(a.text("act_order").toUpperCase(Locale.ROOT)),
        Gptq.Groups.valueOf(a.text("groups").toUpperCase(Locale.ROOT)),
        a.number("damping"),
        a.whole("block"));
  }

  private static Solver vptq(Arguments a) {
    return new Vptq(
        a.whole("vector"),
        a.whole("centroids"),
        a.whole("residual"),
        a.number("outlier_share"),
        a.whole("outlier_vector"),
        a.whole("outlier_centroids"),
        a.whole("iterations"),
        a.wide("seed"),
        a.number("damping"));
  }
}
