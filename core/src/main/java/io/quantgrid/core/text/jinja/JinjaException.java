package io.quantgrid.core.text.jinja;

/** A template that does not parse or whose rendering fails; {@link #kind} is Python's class. */
public final class JinjaException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String kind;
  private final int line;

  public JinjaException(String kind, String message) {
    super(message);
    this.kind = kind;
    this.line = 0;
  }

  private JinjaException(JinjaException same, int line) {
    super(same.getMessage(), same);
    this.kind = same.kind;
    this.line = line;
  }

  /** The same in a line of the template; one that is known already stays. */
  JinjaException at(int place) {
    return line > 0 ? this : new JinjaException(this, place);
  }

  /** The message, with the line of the template where it is known. */
  public String placed() {
    return line > 0 ? getMessage() + " (line " + line + ")" : getMessage();
  }

  /** TemplateSyntaxError, UndefinedError, TemplateError (raise_exception), TypeError ... */
  public String kind() {
    return kind;
  }

  static JinjaException type(String message) {
    return new JinjaException("TypeError", message);
  }

  static JinjaException value(String message) {
    return new JinjaException("ValueError", message);
  }

  static JinjaException limit(String what) {
    return new JinjaException("SecurityError", "Cannot render template: " + what);
  }
}
