package io.quantgrid.core.text.jinja;

/**
 * One token of a template.
 *
 * @param value text with escapes resolved for DATA and STRING, else as written; a Long, BigInteger
 *     or Double for NUMBER
 * @param line of the template, from 1
 */
record Token(Type type, Object value, int line) {
  enum Type {
    DATA,
    BLOCK_BEGIN,
    BLOCK_END,
    PRINT_BEGIN,
    PRINT_END,
    NAME,
    STRING,
    NUMBER,
    OPERATOR,
    END
  }

  boolean is(Type wanted, String text) {
    return type == wanted && value.equals(text);
  }
}
