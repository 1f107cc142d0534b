package io.quantgrid.kernels.scheme;

/** When the scale of an activation is found. */
public enum Timing {
  /** From the values themselves, each time. */
  DYNAMIC("dynamic"),
  /** Once, from calibration. */
  STATIC("static");

  private final String text;

  Timing(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
