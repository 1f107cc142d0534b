package io.quantgrid.core.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Expressions, by precedence, as {@code jinja2/parser.py} has it. */
final class ExpressionParser {
  private static final int MAX_DEPTH = 200;
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  /** Lenient even where missing names are errors, as in Jinja2. */
  private static final Undefined NO_ELSE =
      new Undefined(
          "the inline if-expression evaluated to false and no else section was defined.",
          Undefined.Strictness.LENIENT);

  private final Tokens tokens;
  private final Library library;
  private int depth;

  ExpressionParser(Tokens tokens, Library library) {
    this.tokens = tokens;
    this.library = library;
  }

  /** One expression, or several with commas between them as a tuple. */
  Expression tuple() {
    Expression first = expression();
    if (!tokens.operator(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.acceptOperator(",")) {
      if (ends()) {
        break;
      }
      items.add(expression());
    }
    return scope -> new Tuple(all(items, scope));
  }

  Expression expression() {
    if (++depth > MAX_DEPTH) {
      throw tokens.syntax("expression nested deeper than " + MAX_DEPTH);
    }
    Expression value = or();
    while (tokens.acceptName("if")) {
      Expression then = value;
      Expression test = or();
      Expression otherwise = tokens.acceptName("else") ? expression() : s -> NO_ELSE;
      value = s -> Values.truth(test.in(s)) ? then.in(s) : otherwise.in(s);
    }
    depth--;
    return value;
  }

  /** An expression without an inline if, as a loop's source is. */
  Expression or() {
    Expression left = and();
    while (tokens.acceptName("or")) {
      Expression a = left;
      Expression b = and();
      left =
          s -> {
            Object value = a.in(s);
            return Values.truth(value) ? value : b.in(s);
          };
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.acceptName("and")) {
      Expression a = left;
      Expression b = not();
      left =
          s -> {
            Object value = a.in(s);
            return Values.truth(value) ? b.in(s) : value;
          };
    }
    return left;
  }

  private Expression not() {
    if (tokens.acceptName("not")) {
      if (++depth > MAX_DEPTH) {
        throw tokens.syntax("expression nested deeper than " + MAX_DEPTH);
      }
      Expression value = not();
      depth--;
      return s -> !Values.truth(value.in(s));
    }
    return comparison();
  }

  private Expression comparison() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> operands = new ArrayList<>();
    while (true) {
      String operator;
      if (tokens.peek().type() == Token.Type.OPERATOR
          && COMPARISONS.contains(tokens.peek().value())) {
        operator = (String) tokens.next().value();
      } else if (tokens.acceptName("in")) {
        operator = "in";
      } else if (tokens.name("not") && tokens.peek(1).is(Token.Type.NAME, "in")) {
        tokens.next();
        tokens.next();
        operator = "not in";
      } else {
        break;
      }
      operators.add(operator);
      operands.add(sum());
    }
    if (operators.isEmpty()) {
      return first;
    }
    return s -> {
      Object left = first.in(s);
      for (int i = 0; i < operators.size(); i++) {
        Object right = operands.get(i).in(s);
        if (!compare(operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    };
  }

  private static boolean compare(String operator, Object a, Object b) {
    return switch (operator) {
      case "==" -> Operators.equal(a, b);
      case "!=" -> !Operators.equal(a, b);
      case "<" -> Operators.compare(a, b) < 0;
      case "<=" -> Operators.compare(a, b) <= 0;
      case ">" -> Operators.compare(a, b) > 0;
      case ">=" -> Operators.compare(a, b) >= 0;
      case "in" -> Operators.contains(b, a);
      default -> !Operators.contains(b, a);
    };
  }

  private Expression sum() {
    Expression left = concatenation();
    while (tokens.operator("+") || tokens.operator("-")) {
      left = binary((String) tokens.next().value(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    Expression first = product();
    if (!tokens.operator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.acceptOperator("~")) {
      parts.add(product());
    }
    return s -> {
      StringBuilder out = new StringBuilder();
      parts.forEach(part -> s.rendering().append(out, Printing.str(part.in(s))));
      return s.rendering().charged(out.toString());
    };
  }

  private Expression product() {
    Expression left = power();
    while (tokens.operator("*")
        || tokens.operator("/")
        || tokens.operator("//")
        || tokens.operator("%")) {
      left = binary((String) tokens.next().value(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = filtered(unary());
    while (tokens.acceptOperator("**")) {
      left = binary("**", left, filtered(unary()));
    }
    return left;
  }

  private static Expression binary(String operator, Expression a, Expression b) {
    return s -> s.rendering().charged(Operators.binary(operator, a.in(s), b.in(s)));
  }

  private Expression unary() {
    if (tokens.operator("-") || tokens.operator("+")) {
      if (++depth > MAX_DEPTH) {
        throw tokens.syntax("expression nested deeper than " + MAX_DEPTH);
      }
      boolean minus = tokens.next().value().equals("-");
      Expression value = unary();
      depth--;
      return s -> minus ? Operators.negate(value.in(s)) : value.in(s);
    }
    return postfix(primary());
  }

  private Expression primary() {
    Token token = tokens.next();
    switch (token.type()) {
      case NAME -> {
        String name = (String) token.value();
        return switch (name) {
          case "true", "True" -> s -> true;
          case "false", "False" -> s -> false;
          case "none", "None" -> s -> null;
          default -> s -> s.get(name);
        };
      }
      case STRING -> {
        StringBuilder text = new StringBuilder((String) token.value());
        while (tokens.peek().type() == Token.Type.STRING) {
          text.append(tokens.next().value());
        }
        String whole = text.toString();
        return s -> whole;
      }
      case NUMBER -> {
        return s -> token.value();
      }
      default -> {
        if (token.is(Token.Type.OPERATOR, "(")) {
          if (tokens.acceptOperator(")")) {
            return s -> Tuple.of();
          }
          Expression inner = tuple();
          tokens.expectOperator(")");
          return inner;
        }
        if (token.is(Token.Type.OPERATOR, "[")) {
          List<Expression> items = list("]");
          return s -> all(items, s);
        }
        if (token.is(Token.Type.OPERATOR, "{")) {
          return dict();
        }
        throw tokens.syntax("unexpected '" + token.value() + "' (expected an expression)");
      }
    }
  }

  private Expression dict() {
    Map<Expression, Expression> entries = new LinkedHashMap<>();
    while (!tokens.acceptOperator("}")) {
      Expression key = expression();
      tokens.expectOperator(":");
      entries.put(key, expression());
      if (!tokens.operator("}")) {
        tokens.expectOperator(",");
      }
    }
    return s -> {
      Map<Object, Object> map = new LinkedHashMap<>();
      entries.forEach((k, v) -> map.put(k.in(s), v.in(s)));
      return map;
    };
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      Expression of = value;
      if (tokens.acceptOperator(".")) {
        Token name = tokens.next();
        if (name.type() == Token.Type.NAME) {
          value = s -> Attributes.attribute(of.in(s), (String) name.value(), s.rendering());
        } else if (name.type() == Token.Type.NUMBER) {
          value = s -> Attributes.item(of.in(s), name.value(), s.rendering());
        } else {
          throw tokens.syntax("unexpected '" + name.value() + "' (expected a name)");
        }
      } else if (tokens.acceptOperator("[")) {
        value = subscript(of);
      } else if (tokens.acceptOperator("(")) {
        Arguments arguments = arguments();
        value = s -> Attributes.call(of.in(s), arguments, s);
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression of) {
    List<Expression> parts = new ArrayList<>();
    boolean slice = false;
    Expression part = s -> null;
    while (!tokens.acceptOperator("]")) {
      if (tokens.acceptOperator(":")) {
        slice = true;
        parts.add(part);
        part = s -> null;
      } else {
        part = tuple();
      }
      if (tokens.peek().type() == Token.Type.END || parts.size() > 2) {
        throw tokens.unexpected("']'");
      }
    }
    parts.add(part);
    if (slice) {
      Expression step = parts.size() > 2 ? parts.get(2) : s -> null;
      return s -> Operators.slice(of.in(s), parts.get(0).in(s), parts.get(1).in(s), step.in(s));
    }
    return s -> Attributes.item(of.in(s), parts.get(0).in(s), s.rendering());
  }

  /** Filters, tests and calls that follow a whole unary expression. */
  Expression filtered(Expression start) {
    Expression value = start;
    while (true) {
      if (tokens.acceptOperator("|")) {
        value = filter(value);
      } else if (tokens.acceptName("is")) {
        value = test(value);
      } else if (tokens.acceptOperator("(")) {
        Expression of = value;
        Arguments arguments = arguments();
        value = s -> Attributes.call(of.in(s), arguments, s);
      } else {
        return value;
      }
    }
  }

  /** A filter's name and arguments, applied to {@code value}. */
  Expression filter(Expression value) {
    String name = tokens.expectName();
    Library.Filter filter = library.filter(name);
    Arguments arguments = tokens.acceptOperator("(") ? arguments() : Arguments.NONE;
    return s -> {
      s.rendering().step();
      Library.Call call =
          new Library.Call(arguments.positional(s), arguments.named(s), s.rendering(), library);
      return s.rendering().charged(filter.apply(value.in(s), call));
    };
  }

  private Expression test(Expression value) {
    boolean negated = tokens.acceptName("not");
    String name = tokens.expectName();
    Library.Test test = library.test(name);
    Arguments arguments = Arguments.NONE;
    Token.Type next = tokens.peek().type();
    if (tokens.acceptOperator("(")) {
      arguments = arguments();
    } else if (next == Token.Type.STRING
        || next == Token.Type.NUMBER
        || tokens.operator("[")
        || tokens.operator("{")
        || (next == Token.Type.NAME
            && !Set.of("else", "or", "and", "is", "if", "in", "not")
                .contains(tokens.peek().value()))) {
      arguments = new Arguments(List.of(postfix(primary())), List.of(), Map.of(), List.of());
    }
    Arguments given = arguments;
    return s -> negated != test.holds(value.in(s), given.positional(s));
  }

  /** Arguments up to the closing parenthesis. */
  Arguments arguments() {
    List<Expression> positional = new ArrayList<>();
    List<Expression> spread = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    List<Expression> namedSpread = new ArrayList<>();
    while (!tokens.acceptOperator(")")) {
      if (tokens.acceptOperator("**")) {
        namedSpread.add(expression());
      } else if (tokens.acceptOperator("*")) {
        spread.add(expression());
      } else if (tokens.peek().type() == Token.Type.NAME
          && tokens.peek(1).is(Token.Type.OPERATOR, "=")) {
        String name = tokens.expectName();
        tokens.next();
        named.put(name, expression());
      } else {
        positional.add(expression());
      }
      if (!tokens.operator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new Arguments(positional, spread, named, namedSpread);
  }

  private List<Expression> list(String close) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.acceptOperator(close)) {
      items.add(expression());
      if (!tokens.operator(close)) {
        tokens.expectOperator(",");
      }
    }
    return items;
  }

  private boolean ends() {
    Token token = tokens.peek();
    return token.type() == Token.Type.BLOCK_END
        || token.type() == Token.Type.PRINT_END
        || token.is(Token.Type.OPERATOR, ")")
        || token.is(Token.Type.OPERATOR, "]");
  }

  private static List<Object> all(List<Expression> items, Scope scope) {
    List<Object> values = new ArrayList<>();
    items.forEach(item -> values.add(item.in(scope)));
    return values;
  }
}
