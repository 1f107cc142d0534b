package io.quantgrid.core.text.jinja;

import java.util.List;

/** A parsed piece of a template: text, a tag's value, or a block. */
@FunctionalInterface
interface Statement {
  /** What to do after it. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow render(Scope scope, StringBuilder out);

  /** One after another, until one leaves the loop around them. */
  static Statement sequence(List<Statement> statements) {
    List<Statement> all = List.copyOf(statements);
    return (scope, out) -> {
      for (Statement statement : all) {
        scope.rendering().step();
        Flow flow = statement.render(scope, out);
        if (flow != Flow.NEXT) {
          return flow;
        }
      }
      return Flow.NEXT;
    };
  }

  /** What it renders, as text. */
  static String text(Statement statement, Scope scope) {
    StringBuilder out = new StringBuilder();
    statement.render(scope, out);
    return out.toString();
  }
}
