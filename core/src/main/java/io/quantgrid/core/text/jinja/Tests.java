package io.quantgrid.core.text.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Jinja2's tests ({@code jinja2/tests.py}). */
final class Tests {
  private Tests() {}

  static Map<String, Library.Test> all() {
    Map<String, Library.Test> tests = new HashMap<>();
    tests.put("defined", (v, a) -> !(v instanceof Undefined));
    tests.put("undefined", (v, a) -> v instanceof Undefined);
    tests.put("none", (v, a) -> v == null);
    tests.put("boolean", (v, a) -> v instanceof Boolean);
    tests.put("true", (v, a) -> Boolean.TRUE.equals(v));
    tests.put("false", (v, a) -> Boolean.FALSE.equals(v));
    tests.put("integer", (v, a) -> Values.isInteger(v) && !(v instanceof Boolean));
    tests.put("float", (v, a) -> v instanceof Double);
    tests.put("number", (v, a) -> Values.isNumber(v));
    tests.put("string", (v, a) -> v instanceof String);
    tests.put("mapping", (v, a) -> v instanceof Map);
    tests.put("iterable", (v, a) -> sized(v) || v instanceof Undefined);
    tests.put("sequence", (v, a) -> sized(v) || v instanceof Undefined);
    tests.put("callable", (v, a) -> v instanceof Function);
    tests.put("sameas", (v, a) -> v == first(a) || (v != null && !sized(v) && v.equals(first(a))));
    tests.put("lower", (v, a) -> Printing.str(v).equals(Printing.str(v).toLowerCase(Locale.ROOT)));
    tests.put("upper", (v, a) -> Printing.str(v).equals(Printing.str(v).toUpperCase(Locale.ROOT)));
    tests.put("odd", (v, a) -> Operators.equal(Operators.binary("%", v, 2L), 1L));
    tests.put("even", (v, a) -> Operators.equal(Operators.binary("%", v, 2L), 0L));
    tests.put("divisibleby", (v, a) -> Operators.equal(Operators.binary("%", v, first(a)), 0L));
    tests.put("in", (v, a) -> Operators.contains(first(a), v));
    for (String name : List.of("eq", "equalto", "==")) {
      tests.put(name, (v, a) -> Operators.equal(v, first(a)));
    }
    tests.put("ne", (v, a) -> !Operators.equal(v, first(a)));
    for (String name : List.of("lt", "lessthan")) {
      tests.put(name, (v, a) -> Operators.compare(v, first(a)) < 0);
    }
    for (String name : List.of("gt", "greaterthan")) {
      tests.put(name, (v, a) -> Operators.compare(v, first(a)) > 0);
    }
    tests.put("le", (v, a) -> Operators.compare(v, first(a)) <= 0);
    tests.put("ge", (v, a) -> Operators.compare(v, first(a)) >= 0);
    return tests;
  }

  private static boolean sized(Object value) {
    return value instanceof String || value instanceof Map || value instanceof List;
  }

  private static Object first(List<Object> arguments) {
    if (arguments.isEmpty()) {
      throw JinjaException.type("test missing 1 required positional argument");
    }
    return arguments.get(0);
  }
}
