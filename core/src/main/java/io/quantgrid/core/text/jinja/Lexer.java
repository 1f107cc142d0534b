package io.quantgrid.core.text.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a template into tokens, with Jinja2's whitespace control ({@code jinja2/lexer.py}). */
final class Lexer {
  private static final Pattern OPEN = Pattern.compile("\\{[{%#]");
  private static final Pattern RAW = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(-?)%\\}");
  private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");
  private static final Pattern END_COMMENT = Pattern.compile("([-+]?)#\\}");
  private static final Pattern INSIDE =
      Pattern.compile(
          "(?<space>\\s+)"
              + "|(?<end>[-+]?%\\}|-?\\}\\})"
              + "|(?<number>0[xX][0-9a-fA-F]+|\\d+(?:_\\d+)*(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)"
              + "|(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)"
              + "|(?<string>'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\")"
              + "|(?<operator>\\*\\*|//|==|!=|<=|>=|[-+*/%~<>=.,:|()\\[\\]{}])",
          Pattern.DOTALL);

  private final String source;
  private final Set<Jinja.Option> options;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int counted;
  private int line = 1; // of the place up to which lines are counted
  private boolean stripNext;
  private boolean trimNext;

  private Lexer(String source, Set<Jinja.Option> options) {
    this.source = source;
    this.options = options;
  }

  static List<Token> tokens(String template, Set<Jinja.Option> options) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    if (!options.contains(Jinja.Option.KEEP_TRAILING_NEWLINE) && source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1);
    }
    Lexer lexer = new Lexer(source, options);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    Matcher open = OPEN.matcher(source);
    while (open.find(at)) {
      String tag = open.group();
      char control =
          open.end() < source.length() && "-+".indexOf(source.charAt(open.end())) >= 0
              ? source.charAt(open.end())
              : ' ';
      data(source.substring(at, open.start()), tag, control);
      at = open.end() + (control == ' ' ? 0 : 1);
      if (tag.equals("{#")) {
        comment();
      } else if (!tag.equals("{%") || !raw(open.start())) {
        inside(tag);
      }
    }
    data(source.substring(at), "", ' ');
    at = source.length();
    add(Token.Type.END, "end of template");
  }

  /** Text before a tag, stripped as that tag and the one before it ask. */
  private void data(String text, String tag, char control) {
    String kept = text;
    if (stripNext) {
      kept = kept.stripLeading();
    } else if (trimNext && kept.startsWith("\n")) {
      kept = kept.substring(1);
    }
    if (control == '-') {
      kept = kept.stripTrailing();
    } else if (control != '+'
        && !tag.isEmpty()
        && !tag.equals("{{")
        && options.contains(Jinja.Option.LSTRIP_BLOCKS)) {
      int line = text.lastIndexOf('\n') + 1;
      boolean startsLine = line > 0 || at == 0 || source.charAt(at - 1) == '\n';
      if (startsLine && text.substring(line).isBlank()) {
        kept = kept.substring(0, Math.min(kept.length(), kept.lastIndexOf('\n') + 1));
      }
    }
    stripNext = false;
    trimNext = false;
    if (!kept.isEmpty()) {
      add(Token.Type.DATA, kept);
    }
  }

  private void comment() {
    Matcher end = END_COMMENT.matcher(source);
    if (!end.find(at)) {
      throw syntax("Missing end of comment tag");
    }
    at = end.end();
    closed(end.group(1), "%}");
  }

  private boolean raw(int start) {
    Matcher raw = RAW.matcher(source).region(start, source.length());
    if (!raw.lookingAt()) {
      return false;
    }
    Matcher end = END_RAW.matcher(source);
    if (!end.find(raw.end())) {
      throw syntax("Missing end of raw directive");
    }
    at = raw.end();
    closed(raw.group(2), "%}");
    char control = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
    data(source.substring(at, end.start()), "{%", control);
    at = end.end();
    closed(end.group(2), "%}");
    return true;
  }

  private void inside(String tag) {
    boolean block = tag.equals("{%");
    add(block ? Token.Type.BLOCK_BEGIN : Token.Type.PRINT_BEGIN, tag);
    List<String> nested = new ArrayList<>();
    Matcher m = INSIDE.matcher(source);
    while (true) {
      m.region(at, source.length());
      if (!m.lookingAt()) {
        throw syntax(
            at >= source.length()
                ? "unexpected end of template"
                : "unexpected char " + Printing.repr(source.substring(at, at + 1)));
      }
      if (m.group("end") != null && (!nested.isEmpty() || block != m.group().endsWith("%}"))) {
        // A closing brace of a dict, or an operator before one: not the tag's end.
        add(Token.Type.OPERATOR, m.group().substring(0, 1));
        if (m.group().startsWith("}") && !nested.isEmpty()) {
          nested.remove(nested.size() - 1);
        }
        at++;
        continue;
      }
      at = m.end();
      if (m.group("end") != null) {
        String text = m.group();
        add(block ? Token.Type.BLOCK_END : Token.Type.PRINT_END, text);
        closed(text.length() == 3 ? text.substring(0, 1) : "", block ? "%}" : "}}");
        return;
      }
      token(m, nested);
    }
  }

  private void token(Matcher m, List<String> nested) {
    String text = m.group();
    if (m.group("number") != null) {
      add(Token.Type.NUMBER, number(text.replace("_", "")));
    } else if (m.group("name") != null) {
      add(Token.Type.NAME, text);
    } else if (m.group("string") != null) {
      add(Token.Type.STRING, unescape(text.substring(1, text.length() - 1)));
    } else if (m.group("operator") != null) {
      if ("([{".contains(text)) {
        nested.add(text);
      } else if (")]}".contains(text)) {
        if (nested.isEmpty()) {
          throw syntax("unexpected '" + text + "'");
        }
        nested.remove(nested.size() - 1);
      }
      add(Token.Type.OPERATOR, text);
    }
  }

  private void closed(String control, String close) {
    stripNext = control.equals("-");
    trimNext =
        close.equals("%}") && !control.equals("+") && options.contains(Jinja.Option.TRIM_BLOCKS);
  }

  private static Object number(String text) {
    if (text.startsWith("0x") || text.startsWith("0X")) {
      return Values.integer(new BigInteger(text.substring(2), 16));
    }
    return text.matches("\\d+")
        ? Values.integer(new BigInteger(text))
        : (Object) Double.parseDouble(text);
  }

  private String unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char kind = text.charAt(++i);
      switch (kind) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case '0' -> out.append('\0');
        case '\\', '\'', '"' -> out.append(kind);
        case '\n' -> {}
        case 'x', 'u', 'U' -> {
          int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
          try {
            out.appendCodePoint(Integer.parseInt(text.substring(i + 1, i + 1 + digits), 16));
          } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw syntax("bad escape \\" + kind);
          }
          i += digits;
        }
        default -> out.append('\\').append(kind);
      }
    }
    return out.toString();
  }

  private void add(Token.Type type, Object value) {
    for (; counted < at; counted++) {
      line += source.charAt(counted) == '\n' ? 1 : 0;
    }
    tokens.add(new Token(type, value, line));
  }

  private JinjaException syntax(String what) {
    long lines = source.substring(0, at).lines().count();
    return new JinjaException("TemplateSyntaxError", what).at((int) Math.max(1, lines));
  }
}
