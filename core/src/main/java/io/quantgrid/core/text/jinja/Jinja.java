package io.quantgrid.core.text.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Renders Jinja2 templates. Thread safe; templates are parsed once. A template that does not end,
 * or prints without end, is stopped after a fixed number of steps or characters.
 */
public final class Jinja {
  /** How whitespace and missing values are treated. */
  public enum Option {
    /** A newline after a block's tag goes. */
    TRIM_BLOCKS,
    /** Spaces before a block's tag that starts a line go. */
    LSTRIP_BLOCKS,
    /** A newline at the very end stays. */
    KEEP_TRAILING_NEWLINE,
    /** What is missing may only be asked for by {@code is defined} and {@code default}. */
    STRICT_UNDEFINED,
    /** {@code tojson} is Python's {@code json.dumps(ensure_ascii=False)}, not safe in HTML. */
    PLAIN_JSON
  }

  private static final int MAX_PARSED = 1000;
  private static final int MAX_RANGE = 100_000;

  private final Set<Option> options;
  private final Map<String, Object> globals;
  private final Library library;
  private final Map<String, Statement> parsed = new ConcurrentHashMap<>();

  /** Templates with these functions besides the usual ones. */
  public Jinja(Set<Option> options, Map<String, Function> functions) {
    this.options = Set.copyOf(options);
    this.globals = new HashMap<>(functions);
    globals.put("range", (Function) Jinja::range);
    globals.put("dict", (Function) Jinja::dict);
    globals.put("namespace", (Function) (a, n) -> new Namespace(cast(dict(a, n))));
    globals.put("joiner", (Function) Jinja::joiner);
    globals.put("cycler", (Function) Jinja::cycler);
    Map<String, Library.Filter> filters = new HashMap<>(Filters.all());
    filters.put("regex_replace", Jinja::regexReplace);
    if (options.contains(Option.PLAIN_JSON)) {
      filters.put("tojson", (v, c) -> JsonText.plain(v, c.argument(3, "indent", null)));
    }
    this.library = new Library(filters, Tests.all());
  }

  /**
   * As lm-evaluation-harness renders tasks: trailing newline kept, missing values are errors, and a
   * filter {@code regex_replace(pattern, replacement, count=0)}.
   */
  public static Jinja forTasks() {
    return new Jinja(Set.of(Option.KEEP_TRAILING_NEWLINE, Option.STRICT_UNDEFINED), Map.of());
  }

  /**
   * The template with these variables: text, numbers, booleans, null (None), lists, arrays, maps
   * and {@link Function}s.
   *
   * @throws JinjaException if it does not parse, or fails
   */
  public String render(String template, Map<String, ?> variables) {
    return render(template, variables, Set.of());
  }

  /**
   * The same, where some names stand for what should be there and is not. They are None to every
   * test, so that a template can do without them, but what prints None for their sake fails as
   * undefined.
   *
   * @throws JinjaException if it does not parse, or fails
   */
  public String render(String template, Map<String, ?> variables, Set<String> absent) {
    try {
      Statement statement = parse(template);
      Rendering rendering =
          new Rendering(
              options.contains(Option.STRICT_UNDEFINED)
                  ? Undefined.Strictness.STRICT
                  : Undefined.Strictness.LENIENT);
      Scope scope = new Scope(rendering, globals).inner();
      variables.forEach((name, value) -> scope.set(name, Values.of(value)));
      absent.forEach(name -> scope.set(name, Scope.ABSENT));
      return Statement.text(statement, scope.inner());
    } catch (StackOverflowError e) {
      throw JinjaException.limit("nested too deep");
    }
  }

  /**
   * Parses the template and renders nothing.
   *
   * @throws JinjaException if it does not parse
   */
  public void check(String template) {
    try {
      parse(template);
    } catch (StackOverflowError e) {
      throw JinjaException.limit("nested too deep");
    }
  }

  private Statement parse(String template) {
    Statement statement = parsed.get(template);
    if (statement == null) {
      statement = new StatementParser(Lexer.tokens(template, options), library).template();
      if (parsed.size() >= MAX_PARSED) {
        parsed.clear();
      }
      parsed.put(template, statement);
    }
    return statement;
  }

  private static Object range(List<Object> arguments, Map<String, Object> named) {
    long start = arguments.size() > 1 ? Values.small(arguments.get(0)) : 0;
    long stop = Values.small(Methods.at(arguments, arguments.size() > 1 ? 1 : 0));
    long step = arguments.size() > 2 ? Values.small(arguments.get(2)) : 1;
    if (step == 0) {
      throw JinjaException.value("range() arg 3 must not be zero");
    }
    if ((stop - start) / step > MAX_RANGE) {
      throw JinjaException.limit("a range of more than " + MAX_RANGE);
    }
    List<Object> values = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      values.add(i);
    }
    return values;
  }

  private static Object dict(List<Object> arguments, Map<String, Object> named) {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (!arguments.isEmpty() && arguments.get(0) instanceof Map<?, ?> given) {
      map.putAll(given);
    } else if (!arguments.isEmpty()) {
      for (Object pair : Values.iterate(arguments.get(0))) {
        List<Object> both = Values.iterate(pair);
        map.put(Methods.at(both, 0), Methods.at(both, 1));
      }
    }
    map.putAll(named);
    return map;
  }

  private static Map<String, Object> cast(Object dict) {
    Map<String, Object> named = new LinkedHashMap<>();
    ((Map<?, ?>) dict).forEach((name, value) -> named.put(Values.text(name), value));
    return named;
  }

  private static Object joiner(List<Object> arguments, Map<String, Object> named) {
    String separator = arguments.isEmpty() ? ", " : Values.text(arguments.get(0));
    boolean[] used = new boolean[1];
    return (Function)
        (a, n) -> {
          String text = used[0] ? separator : "";
          used[0] = true;
          return text;
        };
  }

  private static Object cycler(List<Object> arguments, Map<String, Object> named) {
    Methods.at(arguments, 0);
    int[] at = new int[1];
    Map<String, Object> cycler = new HashMap<>();
    cycler.put("next", (Function) (a, n) -> arguments.get(at[0]++ % arguments.size()));
    return new Namespace(cycler);
  }

  private static Object regexReplace(Object value, Library.Call call) {
    return Regex.replace(
        Printing.str(value),
        Values.text(call.argument(0, "pattern", "")),
        Values.text(call.argument(1, "repl", "")),
        Values.small(call.argument(2, "count", 0L)));
  }
}
