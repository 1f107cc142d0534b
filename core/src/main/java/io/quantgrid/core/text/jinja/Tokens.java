package io.quantgrid.core.text.jinja;

import java.util.List;

/** A position in a template's tokens. */
final class Tokens {
  private final List<Token> tokens;
  private int at;

  Tokens(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean operator(String text) {
    return peek().is(Token.Type.OPERATOR, text);
  }

  boolean name(String text) {
    return peek().is(Token.Type.NAME, text);
  }

  boolean accept(Token.Type type, String text) {
    boolean found = peek().is(type, text);
    if (found) {
      next();
    }
    return found;
  }

  boolean acceptOperator(String text) {
    return accept(Token.Type.OPERATOR, text);
  }

  boolean acceptName(String text) {
    return accept(Token.Type.NAME, text);
  }

  void expectOperator(String text) {
    if (!acceptOperator(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  String expectName() {
    if (peek().type() != Token.Type.NAME) {
      throw unexpected("a name");
    }
    return (String) next().value();
  }

  void expect(Token.Type type) {
    if (peek().type() != type) {
      throw unexpected(type.toString());
    }
    next();
  }

  JinjaException unexpected(String expected) {
    return syntax("unexpected '%s' (expected %s)".formatted(peek().value(), expected));
  }

  /** The template does not parse here. */
  JinjaException syntax(String message) {
    return new JinjaException("TemplateSyntaxError", message).at(peek().line());
  }
}
