package io.quantgrid.core.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a call, unevaluated; {@code f(positional, *spread, name=named, **namedSpread)}.
 */
record Arguments(
    List<Expression> positional,
    List<Expression> spread,
    Map<String, Expression> named,
    List<Expression> namedSpread) {
  static final Arguments NONE = new Arguments(List.of(), List.of(), Map.of(), List.of());

  List<Object> positional(Scope scope) {
    List<Object> values = new ArrayList<>();
    positional.forEach(argument -> values.add(argument.in(scope)));
    spread.forEach(argument -> values.addAll(Values.iterate(argument.in(scope))));
    return values;
  }

  Map<String, Object> named(Scope scope) {
    Map<String, Object> values = new LinkedHashMap<>();
    named.forEach((name, argument) -> values.put(name, argument.in(scope)));
    for (Expression argument : namedSpread) {
      if (!(argument.in(scope) instanceof Map<?, ?> map)) {
        throw JinjaException.type("argument after ** must be a mapping");
      }
      map.forEach((name, value) -> values.put(Values.text(name), value));
    }
    return values;
  }
}
