package io.quantgrid.core.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quantgrid.core.quantize.StepType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people get wrong in a sweep, and the one line that each mistake is answered with. */
class SweepMistakesTest {
  /** Every line but the mistaken one is right. */
  private static final String RIGHT =
      """
      output: out
      models: [pocket-s]
      formats: [w4a16, kv4]
      tasks: [stories]
      """;

  @TempDir Path folder;

  /**
   * @param yaml of the whole file; {@code <folder>} stands for the sweep's
   * @param expected the message after {@code Cannot read }
   */
  private record Mistake(String what, String yaml, List<String> sets, String expected) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Mistake file(String what, String yaml, String expected) {
    return new Mistake(what, yaml, List.of(), expected);
  }

  /** The right sweep with one more line. */
  private static Mistake added(String what, String line, String expected) {
    return file(what, RIGHT + line + "\n", expected);
  }

  /** The right sweep with the line of that key replaced. */
  private static Mistake changed(String what, String line, String expected) {
    String key = line.substring(0, line.indexOf(':') + 1);
    String yaml = RIGHT.replaceFirst("(?m)^" + key + ".*$", line.replace("$", "\\$"));
    return file(what, yaml, expected);
  }

  private static Mistake set(String what, String override, String expected) {
    return new Mistake(what, RIGHT, List.of(override), expected);
  }

  private static final String KEYS =
      "name, output, engine, dtype, compute, models, formats, methods, tasks, data, chat, system,"
          + " exclude, limits, batch, threads, top_k, similarity, memory, allow_code, calibration";
  private static final String NAME =
      "1 to 100 characters without slashes or white space at its ends";
  private static final String MODELS = "a list of models, as models: [pocket-s]";

  static Stream<Mistake> mistakes() {
    return Stream.of(
            keys(), numbers(), calibrations(), inputs(), formats(), grids(), overrides(), texts())
        .flatMap(List::stream);
  }

  private static List<Mistake> keys() {
    return List.of(
        added(
            "unknown key",
            "fromats: [w3]",
            "<file>:5, fromats: unknown key (expected one of " + KEYS + "; did you mean formats?)"),
        added(
            "unknown key unlike all",
            "colour: red",
            "<file>:5, colour: unknown key (expected one of " + KEYS + ")"),
        added(
            "unknown nested key",
            "limits: {sample: 3}",
            "<file>:5, limits.sample: unknown key (expected one of samples; did you mean"
                + " samples?)"),
        added(
            "a limit without its unit",
            "memory: {limit: 6}",
            "<file>:5, memory.limit: 6 (expected a size, as 6GiB or 512MiB)"),
        added(
            "a limit in decimal units",
            "memory: {limit: 6GB}",
            "<file>:5, memory.limit: 6GB (expected a size, as 6GiB or 512MiB)"),
        added(
            "memory without a name",
            "memory: 6GiB",
            "<file>:5, memory: 6GiB (expected a mapping, as {limit: 6GiB})"),
        added(
            "duplicate key",
            "output: other",
            "<file>:5, output: given twice (expected each key once; it stands on line 1"
                + " already)"),
        changed(
            "output left empty",
            "output:",
            "<file>:1, output: nothing (expected a folder or a Hadoop URI, as output:"
                + " out/mine)"),
        file(
            "output missing",
            RIGHT.replace("output: out\n", ""),
            "<file>, output: nothing (expected a folder or a Hadoop URI, as output: out/mine)"),
        changed(
            "output is a list",
            "output: [a, b]",
            "<file>:1, output: a list (expected a folder or a Hadoop URI, as output: out/mine)"),
        changed(
            "output is a file",
            "output: <folder>/file.txt",
            "<file>:1, output: <folder>/file.txt (expected a folder; <folder>/file.txt is a"
                + " file)"),
        changed(
            "output inside a file",
            "output: <folder>/file.txt/out",
            "<file>:1, output: <folder>/file.txt/out (expected a folder; <folder>/file.txt is a"
                + " file)"),
        added("name with a slash", "name: a/b", "<file>:5, name: a/b (expected " + NAME + ")"),
        added("name empty", "name: ''", "<file>:5, name: \"\" (expected " + NAME + ")"),
        added(
            "name too long",
            "name: " + "n".repeat(101),
            "<file>:5, name: " + "n".repeat(100) + "... (expected " + NAME + ")"),
        added(
            "name is a mapping",
            "name: {a: b}",
            "<file>:5, name: a mapping (expected " + NAME + ")"),
        added(
            "engine unknown",
            "engine: trch",
            "<file>:5, engine: trch (expected one of torch, nd4j; did you mean torch?)"),
        added(
            "compute unknown",
            "compute: simulate",
            "<file>:5, compute: simulate (expected one of native, simulated; did you mean"
                + " simulated?)"),
        added(
            "dtype that the engine does not compute in",
            "dtype: bf16\nengine: nd4j",
            "<file>:5, dtype: bf16 (expected float32 with engine nd4j)"),
        added(
            "dtype unknown",
            "dtype: float23",
            "<file>:5, dtype: float23 (expected one of float32, bf16, fp16; did you mean"
                + " float32?)"));
  }

  private static List<Mistake> numbers() {
    String samples = "(expected a whole number from 1 to 1000000000)";
    return List.of(
        added("no samples", "limits: {samples: 0}", "<file>:5, limits.samples: 0 " + samples),
        added(
            "negative samples", "limits: {samples: -5}", "<file>:5, limits.samples: -5 " + samples),
        added(
            "samples no number",
            "limits: {samples: many}",
            "<file>:5, limits.samples: many " + samples),
        added(
            "samples a fraction",
            "limits: {samples: 1.5}",
            "<file>:5, limits.samples: 1.5 " + samples),
        added(
            "samples quoted", "limits: {samples: '20'}", "<file>:5, limits.samples: 20 " + samples),
        added(
            "samples past all numbers",
            "limits: {samples: 99999999999999999999999}",
            "<file>:5, limits.samples: 99999999999999999999999 " + samples),
        added(
            "limits no mapping",
            "limits: 20",
            "<file>:5, limits: 20 (expected a mapping, as {samples: 200})"),
        added("batch 0", "batch: 0", "<file>:5, batch: 0 (expected a whole number from 1 to 4096)"),
        added(
            "threads 0",
            "threads: 0",
            "<file>:5, threads: 0 (expected a whole number from 1 to 1024)"),
        added(
            "batch a list",
            "batch: [8]",
            "<file>:5, batch: a list (expected a whole number from 1 to 4096)"),
        added(
            "similarity unknown",
            "similarity: meaning",
            "<file>:5, similarity: meaning (expected text or embedding)"),
        added(
            "top_k too large",
            "top_k: 5000",
            "<file>:5, top_k: 5000 (expected a whole number from 1 to 1000)"),
        added(
            "calibration samples 0",
            "calibration: {task: stories, samples: 0}",
            "<file>:5, calibration.samples: 0 " + samples),
        added(
            "calibration on two things",
            "calibration: {task: stories, random: tokens}",
            "<file>:5, calibration.random: random (expected one of task, file and random; task is"
                + " there)"),
        added(
            "calibration on random things",
            "calibration: {random: words}",
            "<file>:5, calibration.random: words (expected tokens, as random: tokens)"),
        added(
            "calibration on a file of another kind",
            "calibration: {file: texts.csv}",
            "<file>:5, calibration.file: texts.csv (expected a file of texts: .txt with one a line, or"
                + " .jsonl with objects {text: ...})"),
        added(
            "calibration on a file that is not there",
            "calibration: {file: no/texts.txt}",
            "<file>:5, calibration.file: no/texts.txt (expected a file that exists)"),
        added(
            "calibration in no order",
            "calibration: {task: stories, order: shuffeld}",
            "<file>:5, calibration.order: shuffeld (expected one of written, shuffled; did you mean"
                + " shuffled?)"),
        added(
            "calibration on states of its own",
            "calibration: {task: stories, states: own}",
            "<file>:5, calibration.states: own (expected one of quantized, original)"),
        added(
            "calibration without task",
            "calibration: {samples: 10}",
            "<file>:5, calibration.task: nothing (expected a task, as task: pocket_stories)"));
  }

  private static List<Mistake> calibrations() {
    String mapping = "a mapping, as {task: pocket_stories, samples: 128}";
    String gptq = "methods: [gptq]\ncalibration: ";
    return List.of(
        added(
            "calibration no mapping",
            "calibration: stories",
            "<file>:5, calibration: stories (expected " + mapping + ", or a list of them)"),
        added(
            "no calibrations",
            "calibration: []",
            "<file>:5, calibration: an empty list (expected " + mapping + ", or a list of them)"),
        added(
            "calibrations one of which is no mapping",
            gptq + "[{task: stories}, ethics]",
            "<file>:6, calibration[1]: ethics (expected " + mapping + ")"),
        added(
            "calibrations under one name",
            gptq + "[{task: stories, name: a}, {task: ethics, name: b}, {random: tokens, name: a}]",
            "<file>:6, calibration[2]: a (expected each name once; calibration[0] has it already. Key"
                + " name tells them apart)"),
        added(
            "calibrations that are the same",
            gptq + "[{task: stories, samples: 4}, {task: stories, samples: 4}]",
            "<file>:6, calibration[1]: stories-4x512 (expected each name once; calibration[0] has it"
                + " already. Key name tells them apart)"),
        added(
            "calibration called none",
            gptq + "{task: stories, name: none}",
            "<file>:6, calibration.name: none (expected another name; what needs no texts has none)"),
        added(
            "calibration name with a slash",
            gptq + "{task: stories, name: a/b}",
            "<file>:6, calibration.name: a/b (expected " + NAME + ")"),
        added(
            "calibration task unknown among several",
            gptq + "[{task: stories}, {task: storys}]",
            "<file>:6, calibration[1].task: storys (expected a task: one of ethics, mapping, pocket,"
                + " stories, or a path with a slash; did you mean stories?)"),
        added(
            "calibration excluded everywhere",
            gptq + "[{task: stories}, {task: ethics}]\nexclude: [{calibration: 'eth*'}]",
            "<file>:6, calibration[1].task: ethics-128x512 (expected a cell that calibrates on it: a"
                + " method that looks at inputs of layers, or a format with static activations, that"
                + " is not excluded)"));
  }

  private static List<Mistake> inputs() {
    return List.of(
        changed(
            "no models", "models: []", "<file>:2, models: an empty list (expected " + MODELS + ")"),
        changed(
            "models no list",
            "models: pocket-s",
            "<file>:2, models: pocket-s (expected " + MODELS + ")"),
        file(
            "models missing",
            RIGHT.replace("models: [pocket-s]\n", ""),
            "<file>, models: nothing (expected " + MODELS + ")"),
        changed(
            "model unknown",
            "models: [poket-s]",
            "<file>:2, models[0]: poket-s (expected a model: one of pocket-m, pocket-s, or a path with"
                + " a slash; did you mean pocket-s?)"),
        changed(
            "model twice",
            "models: [pocket-s, pocket-s]",
            "<file>:2, models[1]: pocket-s (expected each name once; models[0] has it already)"),
        changed(
            "model folder missing",
            "models: [./none]",
            "<file>:2, models[0]: ./none (expected a folder that exists)"),
        changed(
            "model folder a file",
            "models: [{name: mine, path: ./file.txt}]",
            "<file>:2, models[0].path: ./file.txt (expected a folder, and this is a file)"),
        changed(
            "model folder without a model",
            "models: [./empty]",
            "<file>:2, models[0]: <folder>/empty (expected config.json in it)"),
        changed(
            "model without path",
            "models: [{name: mine}]",
            "<file>:2, models[0].path: nothing (expected a folder with config.json and weights, or an"
                + " embedded model's name)"),
        changed(
            "model name with a slash",
            "models: [{name: a/b, path: pocket-s}]",
            "<file>:2, models[0].name: a/b (expected " + NAME + ")"),
        changed(
            "model a list",
            "models: [[pocket-s]]",
            "<file>:2, models[0]: a list (expected a name, a folder with a slash or a file *.gguf, or {name: ..., path:"
                + " ..., base or adapter: ...})"),
        changed(
            "task unknown",
            "tasks: [mapings]",
            "<file>:4, tasks[0]: mapings (expected a task: one of ethics, mapping, pocket, stories, or"
                + " a path with a slash; did you mean mapping?)"),
        added(
            "a form of chat that is none",
            "chat: multi",
            "<file>:5, chat: multi (expected one of none, multiturn, singleturn)"),
        added(
            "a chat with a model that has no template",
            "chat: multiturn",
            "<file>:4, tasks[0]: chat: multiturn (expected a chat template in model pocket-s"
                + " (chat_template.jinja, or chat_template in tokenizer_config.json), or chat: none)"),
        changed(
            "a task and a file",
            "tasks: [{task: pocket, file: none.yaml}]",
            "<file>:4, tasks[0]: a mapping (expected {task or file: ..., shots: ..., chat: ...,"
                + " system: ..., name: ...})"),
        changed(
            "too many examples",
            "tasks: [{task: pocket, shots: 5000}]",
            "<file>:4, tasks[0].shots: 5000 (expected a whole number from 0 to 1000)"),
        changed(
            "task file missing",
            "tasks: [{file: none.yaml}]",
            "<file>:4, tasks[0].file: none.yaml (expected a file that exists)"),
        changed(
            "task file a folder",
            "tasks: [./empty]",
            "<file>:4, tasks[0]: ./empty (expected a file, and this is a folder)"),
        changed(
            "task file broken",
            "tasks: [broken.yaml]",
            "<file>:4, tasks[0]: <folder>/broken.yaml (expected a task)"),
        changed(
            "task twice",
            "tasks: [stories, stories]",
            "<file>:4, tasks[1]: stories (expected each name once; tasks[0] has it already)"),
        added(
            "calibration task a group",
            "calibration: {task: pocket}",
            "<file>:5, calibration.task: pocket (expected one task, not a group)"));
  }

  private static List<Mistake> formats() {
    return List.of(
        changed(
            "no formats",
            "formats: []",
            "<file>:3, formats: an empty list (expected a list of formats, as formats: [w4a16])"),
        changed(
            "format that does not parse",
            "formats: [w4a12-int]",
            "<file>:3, formats[0]: w4a12-int: .*did you mean w4a16-int.*"),
        changed(
            "format without sense",
            "formats: [fast]",
            "<file>:3, formats[0]: fast (expected baseline, .*"),
        changed(
            "format twice",
            "formats: [w3, w4a16, w3]",
            "<file>:3, formats[2]: w3 (expected each name once; formats[0] has it already)"),
        changed(
            "format called baseline",
            "formats: [{name: baseline, weights: int4/channel}]",
            "<file>:3, formats[0].name: baseline (expected another name; baseline is the unquantized"
                + " one)"),
        changed(
            "format without name",
            "formats: [{weights: int4/channel}]",
            "<file>:3, formats[0].name: nothing (expected " + NAME + ")"),
        changed(
            "format of nothing",
            "formats: [{name: mine}]",
            "<file>:3, formats[0]: no scheme (expected at least one of weights, activations, kv)"),
        changed(
            "bad element type",
            "formats: [{name: mine, weights: int9/channel}]",
            "<file>:3, formats[0].weights: int9/channel at position 1: int9 .*expected an element type.*"),
        changed(
            "group size 0",
            "formats: [{name: mine, weights: int4/group0}]",
            "<file>:3, formats[0].weights: int4/group0 at position 6: group0 .*expected.*"),
        changed(
            "group size no number",
            "formats: [{name: mine, weights: int4/groupX}]",
            "<file>:3, formats[0].weights: int4/groupX at position 6: groupx .*expected.*"),
        changed(
            "activations per channel",
            "formats: [{name: mine, activations: int8/channel}]",
            "<file>:3, formats[0]: mine: activations int8/channel/sym .*expected token.*"),
        changed(
            "keep no list",
            "formats: [{name: mine, weights: int4/channel, keep: lm_head}]",
            "<file>:3, formats[0].keep: lm_head (expected a list, as [lm_head, embeddings])"),
        changed(
            "scheme a number list",
            "formats: [{name: mine, weights: [4]}]",
            "<file>:3, formats[0].weights: a list (expected a scheme, as int4/group128)"),
        added(
            "no methods",
            "methods: []",
            "<file>:5, methods: an empty list (expected a list of methods, as methods: [rtn])"),
        added(
            "method unknown",
            "methods: [rnt]",
            "<file>:5, methods[0]: rnt at position 1: rnt .*did you mean rtn.*"),
        added(
            "method with a bad parameter",
            "methods: [rtn(bits=4)]",
            "<file>:5, methods[0]: rtn(bits=4) at position 5: bits .*expected a parameter of rtn.*"),
        added(
            "method with a bad value",
            "methods: [rtn(arithmetic=int)]",
            "<file>:5, methods[0]: rtn(arithmetic=int) at position 16: int .*expected arithmetic.*"),
        added(
            "method none",
            "methods: [none]",
            "<file>:5, methods[0]: none (expected a recipe, as rtn; what quantizes no weight takes none itself)"),
        added(
            "method twice",
            "methods: [rtn, ' rtn()']",
            "<file>:5, methods[1]: rtn (expected each name once; methods[0] has it already)"));
  }

  private static List<String> names() {
    return StepType.all().stream().map(StepType::name).toList();
  }

  private static List<Mistake> grids() {
    return List.of(
        file(
            "method left with no format",
            RIGHT.replace("w4a16, ", "") + "methods: [rtn(arithmetic=float32)]\n",
            "<file>:5, methods[0]: rtn(arithmetic=float32) (expected a format whose weights it"
                + " quantizes)"),
        changed(
            "static inputs without a calibration",
            "formats: [w4a16, w8a8-fp-static]",
            "<file>:3, formats[1]: w8a8-fp-static (expected key calibration, as calibration: {task:"
                + " pocket_stories}; its activations are static)"),
        added(
            "method that calibrates without a calibration",
            "methods: [rtn, 'rtn; *.up_proj: gptq']",
            "<file>:5, methods[1]: rtn; *.up_proj: gptq (expected key calibration, as calibration:"
                + " {task: pocket_stories}; it looks at inputs of layers)"),
        added(
            "method that takes no such weights",
            "methods: [rtn, hqq]",
            "<file>:5, methods[1]: hqq (expected a format whose weights it quantizes; hqq does not"
                + " take weights of int4/group128/sym (expected integers, asym, per group or channel,"
                + " as w4-asym))"),
        added(
            "method twice under two names",
            "methods: ['rtn; *: hqq', {recipe: rtn, layers: {'*': hqq}}]",
            "<file>:5, methods[1]: rtn; *: hqq (expected each name once; methods[0] has it already)"),
        added(
            "method of two solvers",
            "methods: [rtn > gptq]",
            "<file>:5, methods[0]: rtn > gptq at position 7: gptq (expected transforms, then one"
                + " allocation at most, then one solver, then compensations)"),
        added(
            "method with a misspelled rule",
            "methods: [{recipe: rtn, layers: {'*.up_proj': rnt}}]",
            "<file>:5, methods[0]: rnt at position 1: rnt (expected a step: "
                + String.join(", ", names())
                + "; did you mean rtn?)"),
        added(
            "method whose rules are no mapping",
            "methods: [{recipe: rtn, layers: rtn}]",
            "<file>:5, methods[0].layers: rtn (expected a mapping, as {\"*.down_proj\": rtn > lorc})"),
        added(
            "method without a recipe",
            "methods: [{layers: {'*': rtn}}]",
            "<file>:5, methods[0].recipe: nothing (expected a recipe, as rtn)"),
        changed(
            "rule of a format for no weights",
            "formats: [{name: mine, kv: int8/token, layers: {'*': keep}}]",
            "<file>:3, formats[0]: mine: layers without weights (expected weights too: what the other"
                + " layers are quantized to; \"*\": keep as the last of layers keeps them)"),
        changed(
            "rule of a format for no scheme",
            "formats: [{name: mine, weights: int4/group128, layers: {'*.up_proj': w8a8}}]",
            "<file>:3, formats[0]: mine, layers, *.up_proj: Cannot quantize layers to w8a8: more than"
                + " weights (expected keep, a scheme as int8/group128, or the name of a format of"
                + " weights alone as w8-g128)"),
        added(
            "exclusion that matches nothing",
            "exclude: [{format: w2, task: stories}]",
            "<file>:5, exclude[0]: {format: w2, task: stories} (expected a pattern that matches a cell"
                + " of this sweep)"),
        added(
            "exclusion with an unknown key",
            "exclude: [{fromat: w2}]",
            "<file>:5, exclude[0].fromat: unknown key (expected one of model, format, method, calibration, task;"
                + " did you mean format?)"),
        added(
            "exclusion of nothing",
            "exclude: [{}]",
            "<file>:5, exclude[0]: nothing (expected {model, format, method, calibration, task}, at least one of"
                + " them)"),
        added(
            "exclusion no mapping",
            "exclude: [w4a16]",
            "<file>:5, exclude[0]: w4a16 (expected {model, format, method, calibration, task}, at least one of"
                + " them)"),
        added(
            "exclusion of the baseline",
            "exclude: [{format: baseline}]",
            "<file>:5, exclude[0].format: baseline (expected another format; the baseline always"
                + " runs)"),
        added(
            "everything excluded",
            "exclude: [{model: '*'}]",
            "<file>:5, exclude[0]: everything is excluded (expected a cell that is left)"));
  }

  private static List<Mistake> overrides() {
    String expected = "(expected key=value, as in limits.samples=20 or methods=[rtn])";
    return List.of(
        set("override without value", "limits", "--set: limits " + expected),
        set("override without key", "=3", "--set: =3 " + expected),
        set("override of a bad path", "a..b=3", "--set: a..b=3 " + expected),
        set(
            "override of no YAML",
            "methods=[rtn",
            "--set methods=[rtn, methods: .*expected YAML.*"),
        set(
            "override of an unknown key",
            "limit=3",
            "--set limit=3, limit: unknown key (expected one of "
                + KEYS
                + "; did you mean limits?)"),
        set(
            "override with a bad value",
            "limits.samples=x",
            "--set limits.samples=x, limits.samples: x (expected a whole number from 1 to 1000000000)"),
        set(
            "override past a list's end",
            "formats[7]=w3",
            "--set formats[7]=w3, formats[7]: index 7 (expected 0 to 2, the end of the list)"));
  }

  private static List<Mistake> texts() {
    return List.of(
        file(
            "empty file",
            "",
            "<file>: an empty document (expected YAML with keys and values, as in name: mine)"),
        file(
            "only comments",
            "# nothing\n",
            "<file>: an empty document (expected YAML with keys and values, as in name: mine)"),
        file(
            "no mapping",
            "- a\n- b\n",
            "<file>:1: a list (expected keys and values, as in name: mine)"),
        file(
            "plain text",
            "just words\n",
            "<file>:1: just words (expected keys and values, as in name: mine)"),
        file("no YAML", "a: [1, 2\nb: }\n", "<file>:2: .*expected.*"),
        file(
            "a tab",
            "output: out\nlimits:\n\tsamples: 3\n",
            "<file>:3: a tab (expected spaces for indentation)"),
        file("two documents", RIGHT + "---\n" + RIGHT, "<file>:5: .*expected YAML.*"),
        added(
            "a tag",
            "name: !!java.io.File /tmp",
            "<file>:5: Global tag is not allowed: tag:yaml.org,2002:java.io.File (expected YAML)"),
        added("a tag of one's own", "name: !mine x", "<file>:5, name: tag !mine (expected no tag)"),
        added("an alias to nothing", "name: *other", "<file>:5: .*undefined alias other.*"),
        file("an alias bomb", bomb(9, 9), "<file>:.*aliases.*"),
        file(
            "a smaller alias bomb",
            bomb(7, 7),
            "<file>: more than 20000 values or 20 levels (expected a sweep, without anchors that multiply)"),
        file(
            "an alias in itself",
            "a: &a [*a]\n",
            "<file>: more than 20000 values or 20 levels (expected a sweep, without anchors that multiply)"),
        file(
            "deep nesting",
            "a: " + "[".repeat(5000) + "]".repeat(5000),
            "<file>: Nesting Depth exceeded max 20 (expected YAML)"),
        file(
            "a control character",
            "name: a\nb: \u0007b\n",
            "<file>:2: character U+0007 (expected text)"));
  }

  private static String bomb(int levels, int width) {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i <= levels; i++) {
      String alias = "*a" + (i - 1);
      String all = String.join(", ", Collections.nCopies(width, alias));
      yaml.append("a" + i + ": &a" + i + " [" + all + "]\n");
    }
    return yaml.toString();
  }

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("file.txt"), "no folder");
    Files.writeString(folder.resolve("broken.yaml"), "task: [");
    Files.createDirectory(folder.resolve("empty"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void a_mistake_is_answered_with_one_line(Mistake mistake) throws IOException {
    Path file = folder.resolve("sweep.yaml");
    Files.writeString(file, mistake.yaml().replace("<folder>", folder.toString()));
    assertThat(problems(file, mistake.sets()))
        .singleElement()
        .satisfies(
            line -> {
              String shown = line.replace(file.toString(), "<file>");
              String expected = "Cannot read " + mistake.expected();
              if (expected.contains(".*")) {
                assertThat(shown).matches(regex(expected));
              } else {
                assertThat(shown.replace(folder.toString(), "<folder>")).isEqualTo(expected);
              }
            });
  }

  /** Everything literal but {@code .*}. */
  private static String regex(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split("\\.\\*", -1)) {
      parts.add(Pattern.quote(part));
    }
    return String.join(".*", parts);
  }

  @Test
  void mistakes_are_at_least_thirty_and_each_has_its_own_answer() {
    assertThat(mistakes().map(Mistake::toString)).hasSizeGreaterThan(30).doesNotHaveDuplicates();
  }

  @Test
  void all_mistakes_of_a_file_are_reported_at_once_in_its_order() throws IOException {
    Path file = folder.resolve("sweep.yaml");
    Files.writeString(
        file,
        """
        dtype: float64
        models: [poket-s, ./none]
        formats: [w4a12-int, {name: a/b, weights: int9/tensor}]
        methods: [gqtp]
        tasks: [storys]
        exclude: [{colour: red}]
        limits: {samples: 0}
        batch: none
        speed: high
        """);
    assertThat(problems(file, List.of("threads=0", "oops")))
        .extracting(line -> line.replaceFirst("Cannot read ([^ ]*sweep.yaml)?", "").split(":? ")[0])
        .hasSize(15)
        .startsWith("--set")
        .filteredOn(start -> start.startsWith(":"))
        .isSorted();
  }

  @Test
  void a_file_that_is_not_there_or_no_file_is_named() {
    assertThat(problems(folder.resolve("none.yaml"), List.of()))
        .containsExactly(
            "Cannot read "
                + folder.resolve("none.yaml")
                + ": the sweep (expected a file that exists)");
    assertThat(problems(folder, List.of()))
        .containsExactly(
            "Cannot read " + folder + ": the sweep (expected a file, and this is a folder)");
  }

  @Test
  void bytes_that_are_no_utf8_are_named_with_their_line() throws IOException {
    Path file = folder.resolve("sweep.yaml");
    Files.write(file, new byte[] {'a', ':', '\n', 'b', (byte) 0xff, '\n'});
    assertThat(problems(file, List.of()))
        .containsExactly("Cannot read " + file + ":2: byte 0xff (expected UTF-8)");
    Files.write(file, new byte[] {'a', (byte) 0xc3});
    assertThat(problems(file, List.of()))
        .containsExactly("Cannot read " + file + ":1: byte 0xc3 (expected UTF-8)");
  }

  @Test
  void a_file_too_large_for_a_sweep_is_not_read_through() throws IOException {
    Path file = folder.resolve("sweep.yaml");
    Files.writeString(file, "#".repeat(2_000_000));
    assertThat(problems(file, List.of()))
        .containsExactly("Cannot read " + file + ": more than 1048576 bytes (expected a sweep)");
  }

  private List<String> problems(Path file, List<String> overrides) {
    SweepReader reader = new SweepReader(List.of("torch", "nd4j"), new FixedCatalog());
    SweepException problems =
        catchThrowableOfType(SweepException.class, () -> reader.read(file, overrides));
    assertThat(problems).as("a problem").isNotNull();
    assertThat(problems.problems()).allMatch(line -> !line.contains("\n"));
    return problems.problems();
  }
}
