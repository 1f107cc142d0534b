package io.quantgrid.core.quantize;

import io.quantgrid.kernels.element.Binary;
import io.quantgrid.kernels.element.Int8;
import io.quantgrid.kernels.element.IntegerType;
import io.quantgrid.kernels.scheme.Granularity;
import io.quantgrid.kernels.scheme.ScaleRule;
import io.quantgrid.kernels.scheme.Scheme;
import io.quantgrid.kernels.scheme.Symmetry;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Which schemes of weights each solver takes; one that is not listed takes all. */
final class SolverSchemes {
  /**
   * @param takes whether it takes the scheme with those parameters
   * @param expected what it takes, for messages
   */
  private record Row(String solver, BiPredicate<Scheme, Arguments> takes, String expected) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "rtn",
              (scheme, a) ->
                  scheme.rule() != ScaleRule.ABS_MEAN || !a.text("clipping").equals("mse"),
              "clipping=scheme: scales are means, which clip nothing"),
          new Row(
              "gptq",
              (scheme, a) ->
                  a.text("groups").equals("original")
                      || !(isTiled(scheme)
                          || scheme.rule() == ScaleRule.M2_ROW
                          || scheme.rule() == ScaleRule.M2_TENSOR),
              "groups=original: scales of several groups hang together"),
          new Row(
              "llm_int8",
              (scheme, a) ->
                  scheme.element() == Int8.TYPE
                      && scheme.granularity() instanceof Granularity.PerChannel
                      && scheme.symmetry() != Symmetry.ASYMMETRIC,
              "int8/channel or int8/channel/narrow, as w8a8-int"),
          new Row("spqr", (scheme, a) -> isWholeRange(scheme), "int2 to int8, as w3"),
          new Row(
              "billm", (scheme, a) -> isBinary(scheme), "binary per group or channel, as binary"),
          new Row(
              "pb_llm", (scheme, a) -> isBinary(scheme), "binary per group or channel, as binary"),
          new Row(
              "finequant",
              (scheme, a) -> isGrouped(scheme) && !scheme.twoLevel(),
              "groups or channels, and scales of one level"),
          new Row(
              "quip",
              (scheme, a) -> isWholeRange(scheme) && !isTiled(scheme),
              "int2 to int8 per tensor, channel or group, as w2"),
          new Row(
              Steps.DELTA_COME,
              (scheme, a) -> isWholeRange(scheme) && isGrouped(scheme) && !scheme.twoLevel(),
              "integers per group or channel, as w2"),
          new Row(
              "hqq",
              (scheme, a) ->
                  scheme.element() instanceof IntegerType
                      && scheme.symmetry() == Symmetry.ASYMMETRIC
                      && isGrouped(scheme),
              "integers, asym, per group or channel, as w4-asym"));

  private SolverSchemes() {}

  private static boolean isGrouped(Scheme scheme) {
    return scheme.granularity() instanceof Granularity.Group
        || scheme.granularity() instanceof Granularity.PerChannel;
  }

  private static boolean isTiled(Scheme scheme) {
    return scheme.granularity() instanceof Granularity.Block;
  }

  private static boolean isBinary(Scheme scheme) {
    return scheme.element() == Binary.TYPE && isGrouped(scheme) && !scheme.twoLevel();
  }

  /** All integers of that many bits. */
  private static boolean isWholeRange(Scheme scheme) {
    return scheme.element() instanceof IntegerType type
        && type.step() == 1
        && type.largest() - type.smallest() == (1 << type.bits()) - 1;
  }

  /** Why the solver does not take the scheme: {@code hqq does not take int4/group128/sym (...)}. */
  static Optional<String> refusal(Recipe.Step solver, Scheme scheme) {
    return ROWS.stream()
        .filter(row -> row.solver().equals(solver.name()))
        .filter(row -> !row.takes().test(scheme, solver.arguments()))
        .findFirst()
        .map(
            row ->
                solver.canonical()
                    + " does not take weights of "
                    + scheme
                    + " (expected "
                    + row.expected()
                    + ")");
  }
}
