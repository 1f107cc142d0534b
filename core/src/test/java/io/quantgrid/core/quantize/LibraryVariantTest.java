package io.quantgrid.core.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.format.Format;
import io.quantgrid.core.format.FormatParser;
import io.quantgrid.core.stored.StoredFloats;
import io.quantgrid.core.stored.VariantWeights;
import io.quantgrid.kernels.scheme.StaticScale;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written for a preset of compressed-tensors is what the library writes. */
class LibraryVariantTest {
  private static final Path BASE = GoldenCheckpoint.FOLDER.resolve("base");

  @TempDir private Path folder;
  @TempDir private Path scratch;

  private static byte[] bytes(StoredTensor tensor) {
    return StoredFloats.readBytes(
        new StoredTensor(tensor.name(), DType.UINT8, new long[] {tensor.size()}, tensor.bytes()));
  }

  /** Under several names; of presets with layer 0 alone, its tensors. */
  @ParameterizedTest
  @CsvSource({
    "W8A8, w8a8-int",
    "W8A8, INT8",
    "W4A16, w4a16",
    "W4A16_ASYM, w4a16-int-g128-asym",
    "W4A16_ASYM, W4A16_ASYM",
    "FP8_DYNAMIC, w8a8-fp",
    "FP8_DYNAMIC, FP8_DYNAMIC",
    "FP8_BLOCK, w8a8-fp-block128",
    "FP8_BLOCK, fp8_block",
    "NVFP4A16, nvfp4a16",
    "NVFP4, NVFP4",
    "MXFP4A16, mxfp4a16"
  })
  void a_variant_is_what_the_library_saves_byte_for_byte(String preset, String name) {
    Format format = FormatParser.parse(name);
    try (Checkpoint base = Checkpoint.open(BASE);
        Checkpoint golden = GoldenCheckpoint.open(preset, scratch)) {
      Quantizer.write(
          new QuantizationJob(BASE, format, Recipe.rtn(), Engines.named("torch")),
          inputs(golden),
          folder,
          layer -> {});
      try (Checkpoint ours = Checkpoint.open(folder)) {
        assertThat(ours.config()).isEqualTo(golden.config());
        int compared = 0;
        for (String tensor : golden.names()) {
          if (base.has(tensor) && golden.tensor(tensor).dtype() == DType.BFLOAT16) {
            continue; // a norm beside the layers
          }
          if (preset.equals("NVFP4A16") && tensor.endsWith(".input_global_scale")) {
            assertThat(ours.has(tensor)).isFalse();
            continue;
          }
          assertSame(ours.tensor(tensor), golden.tensor(tensor));
          compared++;
        }
        assertThat(compared).isGreaterThanOrEqualTo(8);
        TreeSet<String> plain = new TreeSet<>(ours.names());
        plain.retainAll(base.names());
        plain.removeIf(tensor -> ours.has(tensor + "_scale"));
        assertThat(plain).hasSize(base.names().size() - 14);
        plain.forEach(tensor -> assertSame(ours.tensor(tensor), base.tensor(tensor)));
      }
    }
  }

  private static void assertSame(StoredTensor actual, StoredTensor expected) {
    assertThat(actual.dtype()).as(actual.name()).isEqualTo(expected.dtype());
    assertThat(actual.shape()).as(actual.name()).isEqualTo(expected.shape());
    assertThat(bytes(actual)).as(actual.name()).isEqualTo(bytes(expected));
  }

  /** The scales of inputs that the library stored. */
  private static Map<String, StaticScale> inputs(Checkpoint golden) {
    VariantWeights weights = new VariantWeights(Engines.named("torch"), golden);
    Map<String, StaticScale> out = new HashMap<>();
    for (String name : golden.names()) {
      String module = name.substring(0, name.lastIndexOf('.'));
      weights.inputScale(module + ".weight").ifPresent(scale -> out.put(module, scale));
    }
    return out;
  }
}
