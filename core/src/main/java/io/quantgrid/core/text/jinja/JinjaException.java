package io.quantgrid.core.text.jinja;

/** A template that does not parse or whose rendering fails; {@link #kind} is Python's class. */
public final class JinjaException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String kind;

  public JinjaException(String kind, String message) {
    super(message);
    this.kind = kind;
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
