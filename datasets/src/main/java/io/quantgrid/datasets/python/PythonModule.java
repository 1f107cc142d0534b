package io.quantgrid.datasets.python;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be read from the text of a Python module without running it. */
public final class PythonModule {
  private PythonModule() {}

  /**
   * The value of a function without arguments that does nothing but return a literal; empty where
   * there is no such function.
   *
   * @param source of the module
   */
  public static Optional<Object> returned(String source, String function) {
    Pattern definition =
        Pattern.compile(
            "^def " + Pattern.quote(function) + "\\(\\s*\\)[^\\n:]*:\\s*return\\b\\s*",
            Pattern.MULTILINE);
    Matcher found = definition.matcher(source.replace("\r\n", "\n"));
    if (!found.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PythonLiteral.parseFirst(source.replace("\r\n", "\n"), found.end()));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // it computes what it returns
    }
  }
}
