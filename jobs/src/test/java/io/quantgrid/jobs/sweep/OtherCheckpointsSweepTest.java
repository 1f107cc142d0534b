package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quantgrid.core.format.Format;
import io.quantgrid.core.grid.EngineInfo;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.Planner;
import io.quantgrid.core.grid.Sweep;
import io.quantgrid.core.grid.SweepReader;
import io.quantgrid.core.quantize.Quantizer;
import io.quantgrid.core.quantize.Recipe;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.jobs.storage.OutputFolder;
import io.quantgrid.jobs.storage.SampleFile;
import io.quantgrid.jobs.table.SampleRow;
import io.quantgrid.jobs.table.SampleTable;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One sweep over models that other tools made: a GGUF file, and folders as GPTQ's, AWQ's and
 * float8's tools write them. Each holds the codes of a variant of the same sweep, or has a copy of
 * plain weights beside it, so that its rows are known.
 */
class OtherCheckpointsSweepTest {
  private static final int SAMPLES = 3;
  private static final Path GGUF = Path.of("../core/src/test/resources/gguf/tiny-llama.gguf");

  /** Bits of the file's block types over both layers' matrices of 256 x 256, two of half that. */
  private static final double GGUF_BITS =
      (8.5
              + 16 / 2
              + 32 / 2
              + 4.5
              + 5
              + 5.5
              + 6 // Q8_0 F16 F32 Q4_0 Q4_1 Q5_0 Q5_1
              + 4.5
              + 16 / 2
              + 4.5 / 2
              + 5.5
              + 3.4375
              + 2.625
              + 4.25) // K-quants, BF16, IQ4
          / 12;

  /** A code, and a scale and a zero point of a group of 32; GPTQ has 32 bits an input besides. */
  private static final double INT4_BITS = 4 + (16 + 4) / 32.0;

  private static final List<String> FORMATS =
      List.of("baseline", "int4", "w8a8-fp-block128", "kv8");

  @TempDir private Path path;

  private Sweep sweep(String models) throws Exception {
    String yaml =
        """
        name: others
        output: %s
        models: [%s]
        formats: [{name: int4, weights: int4/group32/asym/scale-float16}, w8a8-fp-block128, kv8]
        tasks: [pocket_ethics]
        limits: {samples: %d}
        """
            .formatted(path.resolve("out"), models, SAMPLES);
    return new SweepReader(Engines.names()).read(yaml, "test.yaml", Path.of("."), List.of());
  }

  private Path variant(Format format) {
    Path to = path.resolve("variant-" + format.name());
    Quantizer.write(PocketModels.folder("pocket-s"), format, Recipe.rtn(), to);
    return to;
  }

  private Plan plan() throws Exception {
    List<Format> formats = sweep("pocket-s").formats();
    Path int4 = variant(formats.get(0));
    Path float8 = variant(formats.get(1));
    String models =
        "pocket-s, {name: gptq, path: %s}, {name: awq, path: %s}, {name: float8, path: %s}, "
                .formatted(
                    RepackedModel.gptq(int4, path.resolve("gptq")),
                    RepackedModel.awq(int4, path.resolve("awq")),
                    RepackedModel.float8(float8, path.resolve("float8")))
            + "{name: gguf, path: %s}, {name: decoded, path: %s}"
                .formatted(
                    GGUF.toAbsolutePath(), RepackedModel.plain(GGUF, path.resolve("decoded")));
    Engine engine = Engines.named("torch");
    return Planner.plan(
        sweep(models), new StandardCatalog(), EngineInfo.of(engine), engine::hasLowBit);
  }

  /** Rows by variant, then by item. */
  private static Map<String, Map<String, SampleRow>> rows(Plan plan) throws Exception {
    Map<String, Map<String, SampleRow>> rows = new TreeMap<>();
    OutputFolder folder = PocketSweep.folder(plan);
    for (SampleFile file : folder.published().current()) {
      try (var read = SampleTable.rows(folder.input(file.path()))) {
        read.forEachRemaining(
            row -> {
              rows.computeIfAbsent(
                      file.partition().model() + " " + row.format(), key -> new TreeMap<>())
                  .put(String.valueOf(row.docId()), row);
            });
      }
    }
    return rows;
  }

  @Test
  void checkpoints_of_every_kind_are_models_of_a_sweep() throws Exception {
    Plan plan = plan();
    SweepOutcome outcome = PocketSweep.run(plan, 2);
    assertThat(outcome.failures()).isEmpty();
    Map<String, Map<String, SampleRow>> rows = rows(plan);
    assertThat(rows.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    variants(List.of("pocket-s", "gguf", "decoded"), FORMATS),
                    variants(List.of("gptq", "awq", "float8"), List.of("baseline", "kv8")))
                .toList());
    assertThat(rows.values()).allMatch(of -> of.size() == SAMPLES);
    assertThat(plan.dropped())
        .hasSize(6)
        .contains("awq with int4: it is quantized already, by awq");
    assertSame(rows, "gptq baseline", "pocket-s int4");
    assertSame(rows, "awq baseline", "pocket-s int4");
    assertSame(rows, "float8 baseline", "pocket-s w8a8-fp-block128");
    for (String format : FORMATS) {
      assertSame(rows, "gguf " + format, "decoded " + format);
    }
    assertThat(bits(rows, "pocket-s baseline")).isEqualTo(16);
    assertThat(bits(rows, "awq baseline")).isEqualTo(INT4_BITS);
    assertThat(bits(rows, "gptq baseline")).isBetween(INT4_BITS + 0.05, INT4_BITS + 0.5);
    assertThat(bits(rows, "float8 baseline")).isCloseTo(8, within(0.01));
    assertThat(bits(rows, "gguf baseline")).isCloseTo(GGUF_BITS, within(1e-9));
    assertThat(bits(rows, "decoded baseline")).isGreaterThan(2 * GGUF_BITS);
    assertThat(bits(rows, "gguf int4")).isEqualTo(INT4_BITS);
  }

  private static Stream<String> variants(List<String> models, List<String> formats) {
    return models.stream().flatMap(model -> formats.stream().map(format -> model + " " + format));
  }

  private static void assertSame(
      Map<String, Map<String, SampleRow>> rows, String one, String other) {
    Map<String, SampleRow> expected = rows.get(other);
    assertThat(rows.get(one).keySet()).isEqualTo(expected.keySet());
    rows.get(one)
        .forEach(
            (item, row) -> {
              SampleRow same = expected.get(item);
              assertThat(row.loglikelihoods())
                  .as("%s and %s, %s", one, other, item)
                  .isNotEmpty()
                  .isEqualTo(same.loglikelihoods());
              assertThat(row.compute()).isEqualTo(same.compute());
              assertThat(row.family()).isEqualTo("llama");
            });
  }

  private static double bits(Map<String, Map<String, SampleRow>> rows, String variant) {
    return rows.get(variant).values().iterator().next().bitsPerWeight();
  }
}
