package io.quantgrid.core.text.jinja;

/** A parsed expression. */
@FunctionalInterface
interface Expression {
  Object in(Scope scope);
}
