package io.quantgrid.core.text.jinja;

import io.quantgrid.core.text.jinja.Statement.Flow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Text, {@code {{ }}} and blocks. */
final class StatementParser {
  private static final int MAX_DEPTH = 100;

  private final Tokens tokens;
  private final ExpressionParser expressions;
  private int depth;

  StatementParser(List<Token> tokens, Library library) {
    this.tokens = new Tokens(tokens);
    this.expressions = new ExpressionParser(this.tokens, library);
  }

  Statement template() {
    Statement all = until(Set.of());
    tokens.expect(Token.Type.END);
    return all;
  }

  /** Statements up to a block of one of these names, whose name is then next. */
  private Statement until(Set<String> ends) {
    if (++depth > MAX_DEPTH) {
      throw tokens.syntax("blocks nested deeper than " + MAX_DEPTH);
    }
    List<Statement> statements = new ArrayList<>();
    while (tokens.peek().type() != Token.Type.END) {
      Token token = tokens.next();
      if (token.type() == Token.Type.DATA) {
        String text = (String) token.value();
        statements.add(
            (scope, out) -> {
              scope.rendering().append(out, text);
              return Flow.NEXT;
            });
      } else if (token.type() == Token.Type.PRINT_BEGIN) {
        Expression value = expressions.tuple();
        tokens.expect(Token.Type.PRINT_END);
        statements.add(
            placed(
                token.line(),
                (scope, out) -> {
                  Object printed = scope.rendering().printed(value, scope);
                  scope.rendering().append(out, Printing.str(printed));
                  return Flow.NEXT;
                }));
      } else if (tokens.peek().type() == Token.Type.NAME && ends.contains(tokens.peek().value())) {
        depth--;
        return Statement.sequence(statements);
      } else {
        statements.add(placed(token.line(), block()));
      }
    }
    if (!ends.isEmpty()) {
      throw tokens.syntax(
          "Unexpected end of template (expected one of " + new TreeSet<>(ends) + ")");
    }
    depth--;
    return Statement.sequence(statements);
  }

  /** A statement whose failures say in which line it stands. */
  private static Statement placed(int line, Statement statement) {
    return (scope, out) -> {
      try {
        return statement.render(scope, out);
      } catch (JinjaException e) {
        throw e.at(line);
      }
    };
  }

  /** The body up to {@code {% name %}}, which is consumed. */
  private Statement body(String name) {
    tokens.expect(Token.Type.BLOCK_END);
    Statement body = until(Set.of(name));
    tokens.next();
    tokens.expect(Token.Type.BLOCK_END);
    return body;
  }

  private Statement block() {
    String name = tokens.expectName();
    return switch (name) {
      case "for" -> forLoop();
      case "if" -> condition();
      case "set" -> set();
      case "macro" -> macro();
      case "call" -> call();
      case "filter" -> filter();
      case "with" -> with();
      case "generation" -> body("endgeneration");
      case "break" -> leave(Flow.BREAK);
      case "continue" -> leave(Flow.CONTINUE);
      case "do" -> {
        Expression value = expressions.tuple();
        tokens.expect(Token.Type.BLOCK_END);
        yield (scope, out) -> {
          value.in(scope);
          return Flow.NEXT;
        };
      }
      default -> throw tokens.syntax("Encountered unknown tag '" + name + "'.");
    };
  }

  private Statement leave(Flow flow) {
    tokens.expect(Token.Type.BLOCK_END);
    return (scope, out) -> flow;
  }

  private Statement condition() {
    List<Expression> tests = new ArrayList<>();
    List<Statement> bodies = new ArrayList<>();
    tests.add(expressions.tuple());
    while (true) {
      tokens.expect(Token.Type.BLOCK_END);
      bodies.add(until(Set.of("elif", "else", "endif")));
      String next = tokens.expectName();
      if (next.equals("endif")) {
        tokens.expect(Token.Type.BLOCK_END);
        break;
      }
      tests.add(next.equals("elif") ? expressions.tuple() : scope -> true);
    }
    return (scope, out) -> {
      for (int i = 0; i < tests.size(); i++) {
        if (Values.truth(tests.get(i).in(scope))) {
          return bodies.get(i).render(scope, out);
        }
      }
      return Flow.NEXT;
    };
  }

  private Statement forLoop() {
    Target target = target();
    if (!tokens.acceptName("in")) {
      throw tokens.unexpected("'in'");
    }
    Expression items = expressions.or();
    Expression test = tokens.acceptName("if") ? expressions.expression() : scope -> true;
    tokens.acceptName("recursive");
    tokens.expect(Token.Type.BLOCK_END);
    Statement body = until(Set.of("else", "endfor"));
    Statement otherwise = Statement.sequence(List.of());
    if (tokens.expectName().equals("else")) {
      otherwise = body("endfor");
    } else {
      tokens.expect(Token.Type.BLOCK_END);
    }
    return new ForLoop(target, items, test, body, otherwise);
  }

  private Statement set() {
    Target target = target();
    if (tokens.acceptOperator("=")) {
      Expression value = expressions.tuple();
      tokens.expect(Token.Type.BLOCK_END);
      return (scope, out) -> {
        target.assign(scope, value.in(scope));
        return Flow.NEXT;
      };
    }
    Expression value = scope -> scope.get(CAPTURED);
    while (tokens.acceptOperator("|")) {
      value = expressions.filter(value);
    }
    Expression filtered = value;
    Statement body = body("endset");
    return (scope, out) -> {
      Scope inner = scope.inner();
      inner.set(CAPTURED, Statement.text(body, scope.inner()));
      target.assign(scope, filtered.in(inner));
      return Flow.NEXT;
    };
  }

  /** No template can name it. */
  private static final String CAPTURED = " captured";

  private Statement filter() {
    Expression value = expressions.filter(scope -> scope.get(CAPTURED));
    while (tokens.acceptOperator("|")) {
      value = expressions.filter(value);
    }
    Expression filtered = value;
    Statement body = body("endfilter");
    return (scope, out) -> {
      Scope inner = scope.inner();
      inner.set(CAPTURED, Statement.text(body, scope.inner()));
      scope.rendering().append(out, Printing.str(filtered.in(inner)));
      return Flow.NEXT;
    };
  }

  private Statement with() {
    Map<Target, Expression> values = new LinkedHashMap<>();
    while (tokens.peek().type() != Token.Type.BLOCK_END) {
      Target target = target();
      tokens.expectOperator("=");
      values.put(target, expressions.expression());
      tokens.acceptOperator(",");
    }
    Statement body = body("endwith");
    return (scope, out) -> {
      Scope inner = scope.inner();
      values.forEach((target, value) -> target.assign(inner, value.in(scope)));
      return body.render(inner, out);
    };
  }

  private Statement macro() {
    String name = tokens.expectName();
    tokens.expectOperator("(");
    Macro.Signature signature = signature();
    Statement body = body("endmacro");
    return (scope, out) -> {
      scope.set(name, new Macro(name, signature, body, scope));
      return Flow.NEXT;
    };
  }

  private Statement call() {
    Macro.Signature signature =
        tokens.acceptOperator("(") ? signature() : new Macro.Signature(List.of(), Map.of());
    Expression callee = expressions.filtered(expressionUpToCall());
    Statement body = body("endcall");
    return (scope, out) -> {
      Scope inner = scope.inner();
      inner.set("caller", new Macro("caller", signature, body, scope));
      scope.rendering().append(out, Printing.str(callee.in(inner)));
      return Flow.NEXT;
    };
  }

  /** {@code name(arguments)}, called with {@code caller} among the named arguments. */
  private Expression expressionUpToCall() {
    String name = tokens.expectName();
    tokens.expectOperator("(");
    Arguments arguments = expressions.arguments();
    return scope -> {
      Object macro = scope.get(name);
      Operators.defined(macro);
      if (!(macro instanceof Function function)) {
        throw JinjaException.type(name + " is not callable");
      }
      Map<String, Object> named = arguments.named(scope);
      named.put("caller", scope.get("caller"));
      return function.call(arguments.positional(scope), named);
    };
  }

  private Macro.Signature signature() {
    List<String> names = new ArrayList<>();
    Map<String, Expression> defaults = new LinkedHashMap<>();
    while (!tokens.acceptOperator(")")) {
      String name = tokens.expectName();
      names.add(name);
      if (tokens.acceptOperator("=")) {
        defaults.put(name, expressions.expression());
      }
      if (!tokens.operator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new Macro.Signature(names, defaults);
  }

  private Target target() {
    List<Target> targets = new ArrayList<>();
    boolean tuple = false;
    do {
      if (tuple && tokens.peek().type() != Token.Type.NAME && !tokens.operator("(")) {
        break;
      }
      if (tokens.acceptOperator("(")) {
        targets.add(target());
        tokens.expectOperator(")");
      } else {
        String name = tokens.expectName();
        targets.add(
            tokens.acceptOperator(".")
                ? new Target.Attribute(name, tokens.expectName())
                : new Target.Name(name));
      }
      tuple = tokens.operator(",") || tuple;
    } while (tokens.acceptOperator(","));
    return tuple ? new Target.Several(targets) : targets.get(0);
  }
}
