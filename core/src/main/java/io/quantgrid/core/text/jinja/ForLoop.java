package io.quantgrid.core.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** {@code {% for target in items if test %} body {% else %} otherwise {% endfor %}}. */
record ForLoop(
    Target target, Expression items, Expression test, Statement body, Statement otherwise)
    implements Statement {
  @Override
  public Flow render(Scope scope, StringBuilder out) {
    return run(items.in(scope), scope, out, 0);
  }

  private Flow run(Object source, Scope scope, StringBuilder out, int depth) {
    List<Object> kept = new ArrayList<>();
    for (Object item : Values.iterate(source)) {
      Scope inner = scope.inner();
      target.assign(inner, item);
      if (Values.truth(test.in(inner))) {
        kept.add(item);
      }
    }
    Function recursion =
        (positional, named) -> {
          StringBuilder nested = new StringBuilder();
          run(Methods.at(positional, 0), scope, nested, depth + 1);
          return nested.toString();
        };
    Loop loop = new Loop(kept, scope.rendering(), depth, recursion);
    for (int i = 0; i < kept.size(); i++) {
      scope.rendering().step();
      loop.at(i);
      Scope inner = scope.inner();
      inner.set("loop", loop);
      target.assign(inner, kept.get(i));
      if (body.render(inner, out) == Flow.BREAK) {
        break;
      }
    }
    return kept.isEmpty() ? otherwise.render(scope, out) : Flow.NEXT;
  }
}
