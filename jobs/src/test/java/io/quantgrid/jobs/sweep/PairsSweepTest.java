package io.quantgrid.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.quantgrid.core.adapter.MergedModel;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.grid.EngineInfo;
import io.quantgrid.core.grid.Plan;
import io.quantgrid.core.grid.Planner;
import io.quantgrid.core.grid.Sweep;
import io.quantgrid.core.grid.SweepReader;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.kernels.tensor.DType;
import io.quantgrid.kernels.tensor.Engine;
import io.quantgrid.kernels.tensor.Engines;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sweep of docs/adapters.md, with a tuned model and an adapter beside it. */
class PairsSweepTest {
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final int HIDDEN = 128;

  @TempDir private Path folder;

  private static StoredTensor normal(String name, int rows, int columns) {
    Random random = new Random(name.hashCode());
    ByteBuffer bytes =
        ByteBuffer.allocate(rows * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat((float) (0.05 * random.nextGaussian()));
    }
    return StoredTensor.of(name, DType.FLOAT32, bytes.array(), rows, columns);
  }

  private void adapter(Path to, int columns) throws Exception {
    Files.createDirectories(to);
    Files.writeString(
        to.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8, \"target_modules\": [\"q_proj\"]}");
    List<StoredTensor> tensors = new ArrayList<>();
    String name = "base_model.model.model.layers.0.self_attn.q_proj.lora_";
    tensors.add(normal(name + "A.weight", 4, columns));
    tensors.add(normal(name + "B.weight", HIDDEN, 4));
    SafetensorsWriter.write(to.resolve("adapter_model.safetensors"), Map.of(), tensors);
  }

  /** A model that differs from pocket-s by an adapter that was merged before. */
  private void tuned(Path to) throws Exception {
    adapter(folder.resolve("full"), HIDDEN);
    Path merged =
        MergedModel.folder(
            PocketModels.folder("pocket-s"), folder.resolve("full"), folder.resolve("cache"));
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(merged)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void the_page_runs() throws Exception {
    tuned(folder.resolve("tuned"));
    adapter(folder.resolve("adapter"), HIDDEN / 32);
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../docs/adapters.md")));
    assertThat(example.find()).isTrue();
    Sweep sweep =
        new SweepReader(Engines.names(), new StandardCatalog())
            .read(
                example.group(1),
                "adapters.yaml",
                folder,
                List.of("output=" + folder.resolve("out"), "limits.samples=2"));
    Engine engine = Engines.named("torch");
    Plan plan =
        Planner.plan(sweep, new StandardCatalog(), EngineInfo.of(engine), engine::hasLowBit);
    assertThat(plan.dropped())
        .anyMatch(text -> text.startsWith("tuned with rtn > qa_lora: it comes without an adapter"));
    SweepOutcome outcome = PocketSweep.run(plan, 1);
    assertThat(outcome.failures()).isEmpty();
    // tuned: baseline and 2 formats by 2 methods; adapted: baseline and 2 formats by 3 methods
    assertThat(PocketSweep.table(plan)).hasSize(2 * (5 + 7));
  }
}
