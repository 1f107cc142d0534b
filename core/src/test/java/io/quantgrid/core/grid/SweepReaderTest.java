package io.quantgrid.core.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.TaskOptions;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.model.Compute;
import io.quantgrid.core.model.ExpertTokens;
import io.quantgrid.core.quantize.CalibrationSet;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.kernels.scheme.KvScheme;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepReaderTest {
  private static final SweepReader READER = new SweepReader(List.of("other", "torch"));

  @TempDir Path folder;

  @Test
  void the_smallest_sweep_has_the_documented_defaults() throws SweepException {
    Sweep sweep = read("output: out\nmodels: [pocket-s]\nformats: [w3]\ntasks: [pocket]\n");
    assertThat(sweep.name()).isEqualTo("mine");
    assertThat(sweep.output()).isEqualTo(Path.of("out").toAbsolutePath().toString());
    assertThat(sweep.engine()).isEqualTo("torch");
    assertThat(sweep.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(sweep.compute()).isEqualTo(Compute.NATIVE);
    assertThat(sweep.models()).containsExactly(new ModelRef("pocket-s", "pocket-s"));
    assertThat(sweep.methods()).containsExactly(Recipe.rtn());
    assertThat(sweep.tasks()).containsExactly(new TaskRef(Optional.of("pocket"), Optional.empty()));
    assertThat(sweep.exclusions()).isEmpty();
    assertThat(sweep.samples()).isEmpty();
    assertThat(List.of(sweep.batch(), sweep.threads(), sweep.topK())).containsExactly(32, 1, 64);
    assertThat(sweep.calibrations()).isEmpty();
  }

  @Test
  void every_key_is_read() throws SweepException, IOException {
    Files.createDirectories(folder.resolve("models/llama"));
    Files.writeString(folder.resolve("my_task.yaml"), "task: mine");
    Sweep sweep =
        read(
            """
            name: everything
            output: hdfs://host/out
            engine: other
            dtype: bf16
            compute: simulated
            models:
              - {name: mine, path: models/llama}
              - ./models/llama
              - "s3a://bucket/other"
              - {name: tuned, path: models/llama, base: pocket-s}
              - {name: adapted, path: pocket-s, adapter: ./models/llama}
            formats:
              - baseline
              - {name: own, weights: int4/group64, activations: fp8_e4m3/token, kv: int8/token, keep: [lm_head]}
            methods: [rtn, rtn(arithmetic=float32)]
            tasks: [pocket, {file: my_task.yaml}, my_task.yaml/../my_task.yaml, "hdfs://host/t.yaml"]
            exclude: [{method: 'rtn*', format: own}]
            limits: {samples: 200}
            batch: 8
            threads: 2
            top_k: 10
            calibration: {task: pocket_stories, samples: 4, tokens: 16, seed: 7}
            """
                .replace("my_task.yaml/../my_task.yaml", "./sub/../my_task.yaml"),
            "tasks[2]=stories");
    assertThat(sweep.name()).isEqualTo("everything");
    assertThat(sweep.output()).isEqualTo("hdfs://host/out");
    assertThat(sweep.engine()).isEqualTo("other");
    assertThat(sweep.dtype()).isEqualTo(DType.BFLOAT16);
    assertThat(sweep.compute()).isEqualTo(Compute.SIMULATED);
    String llama = folder.resolve("models/llama").toString();
    assertThat(sweep.models())
        .containsExactly(
            new ModelRef("mine", llama),
            new ModelRef("llama", llama),
            new ModelRef("other", "s3a://bucket/other"),
            new ModelRef("tuned", llama, Optional.of("pocket-s"), Optional.empty()),
            new ModelRef("adapted", "pocket-s", Optional.empty(), Optional.of(llama)));
    Format own = sweep.formats().get(1);
    assertThat(own.name()).isEqualTo("own");
    assertThat(own.canonical())
        .isEqualTo(
            "weights=int4/group64/sym,activations=fp8_e4m3/token/sym,kv=int8/token/sym,keep=lm_head");
    assertThat(sweep.methods()).hasSize(2);
    assertThat(sweep.tasks())
        .extracting(TaskRef::text)
        .containsExactly(
            "pocket", folder.resolve("my_task.yaml").toString(), "stories", "hdfs://host/t.yaml");
    assertThat(sweep.exclusions())
        .containsExactly(new Exclusion(Map.of("method", "rtn*", "format", "own")));
    assertThat(sweep.samples()).isEqualTo(OptionalInt.of(200));
    assertThat(List.of(sweep.batch(), sweep.threads(), sweep.topK())).containsExactly(8, 2, 10);
    assertThat(sweep.calibrations())
        .containsExactly(
            new Calibration(
                new TaskRef(Optional.of("pocket_stories"), Optional.empty()), 4, 16, 7));
  }

  @Test
  void a_task_says_how_it_is_asked_or_the_sweep_does() throws SweepException {
    Sweep sweep =
        read(
            """
            output: out
            models: [pocket-s]
            formats: [w3]
            chat: multiturn
            system: Be brief.
            tasks:
              - a
              - {task: a, shots: 5, chat: none, system: "", name: plain}
              - {file: "hdfs://host/t.yaml", chat: singleturn}
            """);
    assertThat(sweep.tasks())
        .containsExactly(
            new TaskRef(
                Optional.of("a"),
                Optional.empty(),
                new TaskOptions(-1, ChatForm.MULTITURN, "Be brief.", "")),
            new TaskRef(
                Optional.of("a"), Optional.empty(), new TaskOptions(5, ChatForm.NONE, "", "plain")),
            new TaskRef(
                Optional.empty(),
                Optional.of("hdfs://host/t.yaml"),
                new TaskOptions(-1, ChatForm.SINGLETURN, "Be brief.", "")));
  }

  @Test
  void an_override_sets_adds_and_removes_keys_and_the_text_says_so() throws SweepException {
    String yaml =
        "output: out\nmodels: [pocket-s]\nformats: [w3, w2]\ntasks: [a, b]\nlimits: {samples: 5}\n";
    Sweep sweep =
        read(
            yaml,
            "limits.samples=",
            "formats[1]=w4a16",
            "formats[2]={name: own, kv: int4/token}",
            "formats[3]={name: kivi, weights: int4/group64, kv: int2/kivi}",
            "formats[4]={name: keys, kv: {keys: int4/channel, values: int8/token, residual: 64}}",
            "batch=4",
            "tasks=[c]",
            "calibration.task=c",
            "name='007'");
    assertThat(sweep.samples()).isEmpty();
    assertThat(sweep.formats())
        .extracting(Format::name)
        .containsExactly("w3", "w4a16", "own", "kivi", "keys");
    assertThat(sweep.formats())
        .extracting(format -> format.kv().map(KvScheme::canonical).orElse("none"))
        .containsExactly(
            "none",
            "none",
            "int4/token/sym",
            "int2/kivi/group32/residual128",
            "keys:int4/channel/sym+values:int8/token/sym+group32+residual64");
    assertThat(sweep.batch()).isEqualTo(4);
    assertThat(sweep.name()).isEqualTo("007");
    assertThat(sweep.tasks()).extracting(TaskRef::text).containsExactly("c");
    assertThat(sweep.calibrations()).hasSize(1);
    Sweep again = read(sweep.text());
    assertThat(again).usingRecursiveComparison().ignoringFields("text").isEqualTo(sweep);
  }

  @Test
  void the_text_without_overrides_is_the_file() throws SweepException {
    String yaml = "# why\noutput: out\nmodels: [pocket-s]\nformats: [w3]\ntasks: [pocket]\n";
    assertThat(read(yaml).text()).isEqualTo(yaml);
  }

  @Test
  void a_byte_order_mark_and_aliases_are_understood() throws SweepException, IOException {
    Path file = folder.resolve("bom.yaml");
    Files.writeString(
        file,
        "\ufeffoutput: out\nmodels: [pocket-s]\nformats: [&f w3, {name: own, keep: &k [lm_head],"
            + " kv: int4/token}]\ntasks: [pocket]\nexclude: [{format: *f}]\n");
    assertThat(READER.read(file, List.of()).exclusions())
        .containsExactly(new Exclusion(Map.of("format", "w3")));
  }

  @Test
  void whatever_stands_in_a_file_the_answer_is_a_sweep_or_its_problems() {
    byte[] right =
        """
        output: out
        models: [pocket-s, {name: mine, path: pocket-m}]
        formats: [&f w3, {name: own, weights: int4/group64, keep: [lm_head]}]
        methods: ["rtn(arithmetic=float32)"]
        tasks: [stories]
        exclude: [{format: *f}]
        limits: {samples: 5}
        """
            .getBytes(StandardCharsets.UTF_8);
    byte[] marks = "[]{}:-?&*!|>'\"%@`#, \n\t0\0\u007f<=~".getBytes(StandardCharsets.UTF_8);
    SweepReader reader = new SweepReader(List.of("torch"), new FixedCatalog());
    Random random = new Random(11);
    int sweeps = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] text = right.clone();
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        text[random.nextInt(text.length)] = marks[random.nextInt(marks.length)];
      }
      try {
        reader.read(new String(text, StandardCharsets.UTF_8), "fuzz.yaml", folder, List.of());
        sweeps++;
      } catch (SweepException e) {
        assertThat(e.problems())
            .isNotEmpty()
            .allSatisfy(
                line ->
                    assertThat(line).startsWith("Cannot read fuzz.yaml").contains(" (expected "));
      }
    }
    assertThat(sweeps).isPositive();
  }

  private Sweep read(String yaml, String... overrides) throws SweepException {
    return READER.read(yaml, "mine.yaml", folder, List.of(overrides));
  }

  @Test
  void calibration_is_on_a_task_a_file_or_random_tokens() throws Exception {
    Files.writeString(folder.resolve("texts.txt"), "one\n");
    String yaml = "output: out\nmodels: [pocket-s]\nformats: [w3]\ntasks: [a]\n";
    assertThat(read(yaml, "calibration={task: b}").calibrations())
        .containsExactly(
            new Calibration(new TaskRef(Optional.of("b"), Optional.empty()), 128, 512, 1));
    assertThat(
            read(yaml, "calibration={file: texts.txt, samples: 3, order: shuffled}").calibrations())
        .containsExactly(
            new Calibration(
                new Calibration.Texts(
                    new TaskRef(
                        Optional.empty(), Optional.of(folder.resolve("texts.txt").toString()))),
                3,
                512,
                1,
                Calibration.Order.SHUFFLED,
                CalibrationSet.States.QUANTIZED,
                ExpertTokens.ALL));
    assertThat(
            read(yaml, "calibration={random: tokens, seed: 9, states: original, experts: routed}")
                .calibrations())
        .containsExactly(
            new Calibration(
                new Calibration.RandomTokens(),
                128,
                512,
                9,
                Calibration.Order.WRITTEN,
                CalibrationSet.States.ORIGINAL,
                ExpertTokens.ROUTED));
  }

  @Test
  void several_calibrations_are_a_list_with_a_name_each() throws Exception {
    Files.writeString(folder.resolve("texts.de.txt"), "ein\n");
    String yaml =
        """
        output: out
        models: [pocket-s]
        formats: [w3]
        methods: [gptq]
        tasks: [a]
        calibration:
          - {task: b, samples: 32}
          - {task: b, samples: 64, seed: 2}
          - {file: ./texts.de.txt, tokens: 64, order: shuffled}
          - {random: tokens, states: original, experts: routed}
          - {task: c, name: mine}
        """;
    assertThat(read(yaml, "calibration[4].samples=5").calibrations())
        .extracting(Calibration::name, Calibration::samples)
        .containsExactly(
            tuple("b-32x512", 32),
            tuple("b-64x512-seed2", 64),
            tuple("texts.de-128x64-shuffled", 128),
            tuple("random-128x512-original-routed", 128),
            tuple("mine", 5));
  }

  @Test
  void layers_of_formats_and_methods_are_read_in_order() throws Exception {
    Sweep sweep =
        read(
            """
            output: out
            models: [pocket-s]
            formats: [{name: own, weights: int4/group64, layers: {"*.down_proj": w8-g64, "*": keep}}]
            methods: [{recipe: gptq, layers: {"*.down_proj": rtn > lorc(rank=4)}}]
            tasks: [a]
            """);
    assertThat(sweep.formats().get(0).canonical())
        .endsWith(",layers=*.down_proj=int8/group64/sym;*=keep");
    assertThat(sweep.methods().get(0).canonical())
        .isEqualTo("gptq; *.down_proj: rtn > lorc(rank=4)");
  }
}
