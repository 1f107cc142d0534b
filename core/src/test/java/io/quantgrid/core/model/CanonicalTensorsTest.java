package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.checkpoint.Checkpoint;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.SafetensorsWriter;
import io.quantgrid.core.checkpoint.StoredTensor;
import io.quantgrid.core.checkpoint.TensorView;
import io.quantgrid.core.model.architecture.Activation;
import io.quantgrid.core.model.architecture.Architecture;
import io.quantgrid.core.model.architecture.Branch;
import io.quantgrid.core.model.architecture.Embedding;
import io.quantgrid.core.model.architecture.FeedForward;
import io.quantgrid.core.model.architecture.Head;
import io.quantgrid.core.model.architecture.Layer;
import io.quantgrid.core.model.architecture.Norm;
import io.quantgrid.core.model.architecture.Projection;
import io.quantgrid.core.model.architecture.Projection.Output;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that hold tensors otherwise than their architecture describes them. */
class CanonicalTensorsTest {
  private static final String UP = "base.layers.0.up.weight";

  @TempDir Path folder;

  @Test
  void a_missing_prefix_is_supplied_and_buffers_are_left_out() throws IOException {
    try (Checkpoint stored =
            checkpoint(
                tensor("embed.weight", 1, 4, 2),
                tensor("layers.0.norm.weight", 2, 2),
                tensor("layers.0.up.weight", 3, 3, 2),
                tensor("layers.0.down.weight", 4, 2, 3),
                tensor("layers.0.attn.bias", 5, 1),
                tensor("layers.0.attention.rotary_emb.inv_freq", 5, 1),
                tensor("head.weight", 6, 4, 2));
        Checkpoint seen = CanonicalTensors.of(stored, architecture(Map.of()))) {
      assertThat(seen.names())
          .containsExactly(
              "base.embed.weight",
              "base.layers.0.down.weight",
              "base.layers.0.norm.weight",
              UP,
              "head.weight");
      assertThat(values(seen, UP)).startsWith(3f);
      assertThat(seen.tensor(UP).name()).isEqualTo(UP);
      assertThat(seen.parameters()).isEqualTo(8 + 2 + 6 + 6 + 8);
      assertThat(seen.config().path(CanonicalTensors.KEY).asText()).isEqualTo("canonical");
      assertThat(stored.config().has(CanonicalTensors.KEY)).isFalse();
    }
  }

  @Test
  void a_prefix_too_many_is_taken_off() throws IOException {
    try (Checkpoint stored =
            checkpoint(
                tensor("language.base.embed.weight", 1, 4, 2),
                tensor("language.head.weight", 2, 4, 2),
                tensor("vision.weight", 3, 1));
        Checkpoint seen = CanonicalTensors.of(stored, architecture(Map.of()))) {
      assertThat(seen.names()).containsExactly("base.embed.weight", "head.weight", "vision.weight");
    }
  }

  @Test
  void what_stands_as_described_or_is_marked_so_is_the_checkpoint_itself() throws IOException {
    try (Checkpoint stored = checkpoint(tensor("base.embed.weight", 1, 4, 2))) {
      assertThat(CanonicalTensors.of(stored, architecture(Map.of()))).isSameAs(stored);
    }
    Files.writeString(folder.resolve("config.json"), "{\"tensor_layout\": \"canonical\"}");
    try (Checkpoint stored = Checkpoint.open(folder)) {
      Map<String, TensorView> views =
          Map.of("base.embed.weight", TensorView.of("base.embed.weight").transposed());
      assertThat(CanonicalTensors.of(stored, architecture(views))).isSameAs(stored);
    }
  }

  @Test
  void matrices_are_seen_transposed_sliced_and_by_rows() throws IOException {
    Map<String, TensorView> views =
        Map.of(
            UP,
            TensorView.of(UP).transposed(),
            "e.1",
            TensorView.of("base.e").slice(1),
            "e.1.turned",
            TensorView.of("base.e").slice(1).transposed(),
            "e.1.odd",
            TensorView.of("base.e").slice(1).transposed().rows(1, 2, 2),
            "e.1.even",
            TensorView.of("base.e").slice(1).rows(0, 2, 1),
            "e.1.last",
            TensorView.of("base.e").slice(1).rows(1, 1, 1),
            "b.0.odd",
            TensorView.of("base.b").slice(0).rows(1, 2, 2));
    try (Checkpoint stored =
            checkpoint(
                tensor("base.embed.weight", 0, 4, 2),
                tensor(UP, 1, 2, 3),
                tensor("base.e", 0, 2, 2, 4),
                tensor("base.b", 0, 2, 4));
        Checkpoint seen = CanonicalTensors.of(stored, architecture(views))) {
      assertThat(seen.names()).doesNotContain("base.e", "base.b").hasSize(8);
      assertThat(values(seen, UP)).containsExactly(1, 4, 2, 5, 3, 6);
      assertThat(seen.declared(UP).shape()).containsExactly(3, 2);
      assertThat(values(seen, "e.1")).containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
      assertThat(values(seen, "e.1.turned")).containsExactly(8, 12, 9, 13, 10, 14, 11, 15);
      assertThat(values(seen, "e.1.odd")).containsExactly(9, 13, 11, 15);
      assertThat(values(seen, "e.1.even")).containsExactly(8, 9, 10, 11);
      assertThat(values(seen, "e.1.last")).containsExactly(12, 13, 14, 15);
      assertThat(values(seen, "b.0.odd")).containsExactly(1, 3);
    }
  }

  @Test
  void a_view_of_what_is_too_small_is_refused_by_name() throws IOException {
    try (Checkpoint stored = checkpoint(tensor("base.embed.weight", 0, 4, 2), tensor(UP, 0, 6))) {
      for (TensorView view :
          List.of(
              TensorView.of(UP).transposed(),
              TensorView.of(UP).slice(0),
              TensorView.of(UP).rows(1, 2, 4))) {
        assertThatThrownBy(() -> CanonicalTensors.of(stored, architecture(Map.of(UP, view))))
            .isInstanceOf(CheckpointException.class)
            .hasMessageStartingWith("Cannot see " + UP)
            .hasMessageContaining("[6]");
      }
    }
  }

  private static Architecture architecture(Map<String, TensorView> views) {
    Norm norm = Norm.rms("base.layers.0.norm.weight", 2, 1e-5);
    FeedForward mlp =
        new FeedForward(
            Projection.of(2, Output.of(UP, 3)),
            Activation.RELU,
            Projection.of(3, Output.of("base.layers.0.down.weight", 2)));
    return new Architecture(
        Embedding.plain("base.embed.weight", 2),
        List.of(Layer.sequential(Branch.of(norm, mlp))),
        Optional.empty(),
        Head.plain(Projection.of(2, Output.of("head.weight", 4)), Head.Tying.OWN),
        views);
  }

  private Checkpoint checkpoint(StoredTensor... tensors) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        JsonMapper.builder().build().createObjectNode().put("model_type", "any").toString());
    SafetensorsWriter.write(
        folder.resolve("model.safetensors"), Map.of("format", "pt"), List.of(tensors));
    Checkpoint checkpoint = Checkpoint.open(folder);
    assertThat(checkpoint.config()).isInstanceOf(ObjectNode.class);
    return checkpoint;
  }

  /** Counted up from the first value. */
  private static StoredTensor tensor(String name, int first, long... shape) {
    int count = 1;
    for (long extent : shape) {
      count *= (int) extent;
    }
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(first + i);
    }
    return StoredTensor.of(name, DType.FLOAT32, bytes.array(), shape);
  }

  private static float[] values(Checkpoint checkpoint, String name) {
    ByteBuffer all = checkpoint.tensor(name).bytes().get(0);
    float[] values = new float[all.remaining() / Float.BYTES];
    all.asFloatBuffer().get(values);
    return values;
  }
}
