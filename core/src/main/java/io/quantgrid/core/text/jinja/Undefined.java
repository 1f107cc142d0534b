package io.quantgrid.core.text.jinja;

/** The value of a name, key or index that is not there. */
record Undefined(String message, Strictness strictness) {
  enum Strictness {
    /** May be tested only: Jinja2's StrictUndefined. */
    STRICT,
    /** Prints, iterates and compares as empty: Jinja2's Undefined. */
    LENIENT
  }

  JinjaException error() {
    return new JinjaException("UndefinedError", message);
  }

  /** Refuses what only a lenient one allows. */
  void use() {
    if (strictness == Strictness.STRICT) {
      throw error();
    }
  }
}
