package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.quantize.VariantSummary;
import io.quantgrid.jobs.table.LayerRow;
import io.quantgrid.jobs.table.LayerTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {
  private static final int LAYERS = 28;

  @TempDir private Path folder;

  private Path out() {
    return folder.resolve("out");
  }

  private Ran quantize(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("quantize", "--model", "pocket-s", "--out", out().toString()));
    arguments.addAll(List.of(more));
    return Ran.of(arguments.toArray(String[]::new));
  }

  private List<LayerRow> rows() throws IOException {
    List<LayerRow> rows = new ArrayList<>();
    try (var read = LayerTable.rows(new LocalInputFile(out().resolve(LayerTable.FILE)))) {
      read.forEachRemaining(rows::add);
    }
    return rows;
  }

  @Test
  void a_folder_holds_the_checkpoint_and_a_row_of_statistics_for_every_layer() throws IOException {
    Ran ran = quantize("--format", "w4a16");
    assertThat(ran.err()).contains("model.layers.3.mlp.down_proj: int4/group128/sym");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("weights in 4.125 bits each");
    assertThat(VariantSummary.read(out()).bitsPerWeight()).isEqualTo(4.125);
    assertThat(rows())
        .hasSize(LAYERS)
        .allSatisfy(
            row -> {
              assertThat(row.inputs()).isNull();
              assertThat(row.found().weightSnr()).isBetween(10.0, 30.0);
              assertThat(row.found()).isEqualTo(row.rounded());
              assertThat(row.weights()).isEqualTo(row.transformed());
            });
  }

  @Test
  void a_gguf_file_is_quantized_into_a_folder_with_its_configuration_and_tokenizer()
      throws IOException {
    Path gguf = Path.of("../core/src/test/resources/gguf/tiny-llama.gguf");
    Ran ran =
        Ran.of(
            "quantize", "--model", gguf.toString(), "--format", "w4a16", "--out", out().toString());
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    VariantSummary summary = VariantSummary.read(out());
    assertThat(summary.bitsPerWeight()).isBetween(4.125, 4.25);
    assertThat(rows())
        .hasSize(2 * 7)
        .allSatisfy(row -> assertThat(row.found().weightSnr()).isBetween(10.0, 30.0));
    assertThat(out())
        .isDirectoryContaining(file -> file.endsWith("config.json"))
        .isDirectoryContaining(file -> file.endsWith("tokenizer.json"));
  }

  @Test
  void a_method_that_calibrates_lowers_the_error_of_outputs() throws IOException {
    Ran ran =
        quantize(
            "--format",
            "w3",
            "--method",
            "gptq",
            "--calibration",
            "pocket_stories",
            "--samples",
            "8",
            "--tokens",
            "128");
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    List<LayerRow> rows = rows();
    assertThat(rows).hasSize(LAYERS);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.inputs().count()).isPositive();
              assertThat(row.found().outputMse()).isLessThan(row.rounded().outputMse());
              assertThat(row.notes()).containsKey("damping");
            });
  }

  @Test
  void all_mistakes_are_told_at_once() throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve("notes.txt"), "mine");
    Ran ran =
        Ran.of(
            "quantize",
            "--model",
            "pocket-x",
            "--format",
            "w4a17",
            "--method",
            "gptk",
            "--dtype",
            "float31",
            "--samples",
            "0",
            "--out",
            out().toString());
    assertThat(ran.code()).isEqualTo(Quantgrid.BAD_INPUT);
    assertThat(ran.errLines())
        .hasSize(6)
        .anyMatch(line -> line.contains("pocket-x") && line.contains("did you mean pocket-s?"))
        .anyMatch(line -> line.contains("w4a17"))
        .anyMatch(line -> line.contains("gptk") && line.contains("did you mean gptq?"))
        .anyMatch(line -> line.contains("--dtype float31"))
        .anyMatch(line -> line.contains("--samples 0"))
        .anyMatch(line -> line.contains("it is not empty"));
    assertThat(out().resolve("notes.txt")).exists();
  }

  @Test
  void gptq_without_texts_and_a_format_without_weights_are_refused_before_any_work() {
    assertThat(quantize("--format", "w4a16", "--method", "gptq").err())
        .contains("gptq without calibration (expected --calibration TASK)");
    assertThat(quantize("--format", "kv4").err()).contains("it quantizes no weights");
    assertThat(quantize("--format", "w4a16-g100").err())
        .contains("no row of these layers is a multiple, they have 128, 384 columns");
    assertThat(quantize("--format", "w4a16", "--method", "rtn; *.dwn_proj: hqq").err())
        .contains("Cannot quantize as w4a16 by rtn; *.dwn_proj: hqq: hqq does not take weights");
    assertThat(quantize("--format", "w3", "--method", "rtn; *.dwn_proj: hqq").err())
        .contains("Cannot match layers by *.dwn_proj");
    assertThat(out()).doesNotExist();
  }

  /** Weights of these five layers were made large, and what multiplies them small. */
  @Test
  void the_layers_of_large_weights_are_found_by_their_range() {
    Ran ran =
        Ran.of(
            "quantize",
            "--model",
            "pocket-s-weight-outliers",
            "--format",
            "w8a8-int",
            "--method",
            "mixed(share=0.17, by=weight_range, fine=group32) > rtn",
            "--out",
            out().toString());
    assertThat(ran.code()).describedAs(ran.err()).isZero();
    assertThat(VariantSummary.read(out()).layers())
        .filteredOn(layer -> layer.scheme().equals("int8/group32/sym"))
        .extracting(layer -> layer.name().replace("model.layers.0.", ""))
        .containsExactlyInAnyOrder(
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "mlp.gate_proj",
            "mlp.up_proj");
  }
}
