package io.quantgrid.jobs.scale;

import java.io.Serializable;
import java.util.List;

/**
 * A variant and what is planted in it.
 *
 * @param loss of the baseline's figure: 0.01 is one percent of an accuracy, and a perplexity higher
 *     by as much
 * @param discordance share of the items whose correctness changes
 * @param bits per weight
 */
public record ScaleVariant(
    String format,
    String method,
    String weights,
    String activations,
    String kv,
    double loss,
    double discordance,
    double bits)
    implements Serializable {
  /** The baseline first. */
  static final List<ScaleVariant> ALL =
      List.of(
          new ScaleVariant("baseline", "none", "none", "none", "none", 0, 0, 16),
          new ScaleVariant("w8a8-fp", "rtn", "fp8", "fp8", "none", 0, 0.01, 8.01),
          new ScaleVariant("w8a8-int", "rtn", "int8", "int8", "none", 0.002, 0.02, 8.01),
          new ScaleVariant("w4a16-int-g128", "gptq", "int4", "none", "none", 0.01, 0.05, 4.125),
          new ScaleVariant("w4a16-int-g128", "rtn", "int4", "none", "none", 0.02, 0.06, 4.125),
          new ScaleVariant("w3", "gptq", "int3", "none", "none", 0.04, 0.11, 3.125),
          new ScaleVariant("w3", "rtn", "int3", "none", "none", 0.08, 0.15, 3.125),
          new ScaleVariant("kv4", "none", "none", "none", "int4", 0.01, 0.04, 16),
          new ScaleVariant("kv2", "none", "none", "none", "int2", 0.1, 0.2, 16));

  boolean isBaseline() {
    return format.equals("baseline");
  }

  String name() {
    return format + "/" + method;
  }
}
