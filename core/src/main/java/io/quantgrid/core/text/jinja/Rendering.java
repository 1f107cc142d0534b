package io.quantgrid.core.text.jinja;

/** One run of a template: its rules and what it may still use up. */
final class Rendering {
  private static final int MAX_STEPS = 5_000_000;
  private static final int MAX_CHARACTERS = 64 << 20;
  private static final int CHARACTERS_PER_STEP = 64;
  private static final int MAX_CALLS = 100;

  private final Undefined.Strictness strictness;
  private int steps;
  private int calls;
  private String missed = "";

  Rendering(Undefined.Strictness strictness) {
    this.strictness = strictness;
  }

  /** What an expression gives to be printed, unless it is None for a name that is not there. */
  Object printed(Expression expression, Scope scope) {
    missed = "";
    Object value = expression.in(scope);
    if (value == null && !missed.isEmpty()) {
      throw undefined("'" + missed + "' is undefined").error();
    }
    return value;
  }

  /** Such a name was asked for. */
  void missed(String name) {
    missed = name;
  }

  Undefined undefined(String message) {
    return new Undefined(message, strictness);
  }

  void step() {
    if (++steps > MAX_STEPS) {
      throw JinjaException.limit("more than " + MAX_STEPS + " steps");
    }
  }

  /** Counts the work that went into a value by its size. */
  Object charged(Object value) {
    int size =
        value instanceof String s
            ? s.length()
            : value instanceof java.util.Collection<?> items ? items.size() : 0;
    steps = Math.addExact(steps, size / CHARACTERS_PER_STEP);
    step();
    return value;
  }

  void enter() {
    if (++calls > MAX_CALLS) {
      throw JinjaException.limit("macros nested deeper than " + MAX_CALLS);
    }
  }

  void leave() {
    calls--;
  }

  void append(StringBuilder out, String text) {
    if (out.length() + (long) text.length() > MAX_CHARACTERS) {
      throw JinjaException.limit("more than " + MAX_CHARACTERS + " characters");
    }
    out.append(text);
  }
}
