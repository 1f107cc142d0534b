package io.quantgrid.core.evaluate;

/** What a task asks of the model. */
public enum Kind {
  MULTIPLE_CHOICE("multiple_choice"),
  LOGLIKELIHOOD("loglikelihood"),
  ROLLING("rolling"),
  GENERATE("generate");

  private final String text;

  Kind(String text) {
    this.text = text;
  }

  /** The value of the column {@code kind}. */
  public String text() {
    return text;
  }
}
