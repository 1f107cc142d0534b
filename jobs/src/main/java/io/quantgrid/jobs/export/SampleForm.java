package io.quantgrid.jobs.export;

import java.util.Locale;

/** What samples can be written as. */
public enum SampleForm {
  /** One table of comma-separated values, in as many files as Spark makes. */
  CSV,
  /** The results and samples files of lm-evaluation-harness. */
  LM_EVAL,
  /** The records of Every Eval Ever, aggregate and per instance. */
  EVERY_EVAL_EVER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
