package io.quantgrid.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quantgrid.core.model.architecture.ModelConfig;
import io.quantgrid.core.model.architecture.ModelException;
import io.quantgrid.core.model.architecture.Position.Rotary;
import io.quantgrid.core.model.architecture.RopeScaling;
import io.quantgrid.core.model.architecture.SelfAttention;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ObjectNode llama() {
    ObjectNode node = JSON.createObjectNode();
    node.put("model_type", "llama").put("hidden_size", 64).put("num_hidden_layers", 2);
    node.put("num_attention_heads", 4).put("intermediate_size", 128).put("vocab_size", 320);
    return node;
  }

  private static ModelConfig read(JsonNode json) {
    return Models.config(json, "config.json");
  }

  private static SelfAttention attention(ModelConfig config) {
    return (SelfAttention) config.architecture().layers().get(0).branches().get(0).part();
  }

  private static Rotary rotary(ModelConfig config) {
    return (Rotary) attention(config).position();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @Test
  void keys_that_a_file_leaves_out_get_the_familys_defaults() {
    ModelConfig config = read(llama());
    assertThat(attention(config).kvHeads()).isEqualTo(4);
    assertThat(attention(config).headDim()).isEqualTo(16);
    assertThat(config.architecture().norm().orElseThrow().eps()).isEqualTo(1e-6);
    assertThat(rotary(config).theta()).isEqualTo(10_000);
    assertThat(rotary(config).scaling()).isEqualTo(new RopeScaling.None());
    assertThat(attention(config).window()).isEmpty();
    assertThat(config.maxLength()).isEmpty();
    assertThat(config.tiedEmbeddings()).isFalse();
    assertThat(config.eos()).isEmpty();
    assertThat(config.storedType()).isEqualTo(DType.FLOAT32);
    ObjectNode mistral = llama().put("model_type", "mistral").put("num_attention_heads", 32);
    assertThat(attention(read(mistral)).kvHeads()).isEqualTo(8);
    assertThat(attention(read(mistral)).window()).hasValue(4096);
    mistral.putNull("sliding_window").putNull("num_key_value_heads").putNull("head_dim");
    assertThat(attention(read(mistral)).window()).isEmpty();
    assertThat(attention(read(mistral)).kvHeads()).isEqualTo(32);
  }

  @Test
  void both_spellings_of_a_key_are_read() {
    assertThat(read(llama().put("dtype", "bfloat16")).storedType()).isEqualTo(DType.BFLOAT16);
    assertThat(read(llama().put("torch_dtype", "float16")).storedType()).isEqualTo(DType.FLOAT16);
    ObjectNode old = llama();
    old.set("rope_scaling", json("{\"type\": \"linear\", \"factor\": 8}"));
    ObjectNode recent = llama();
    recent.set("rope_scaling", json("{\"rope_type\": \"linear\", \"factor\": 8.0}"));
    ObjectNode newest = llama();
    newest.set(
        "rope_parameters",
        json("{\"rope_type\": \"linear\", \"factor\": 8.0, \"rope_theta\": 5000}"));
    assertThat(rotary(read(old)).scaling()).isEqualTo(new RopeScaling.Linear(8));
    assertThat(read(recent)).isEqualTo(read(old));
    assertThat(rotary(read(newest)).scaling()).isEqualTo(new RopeScaling.Linear(8));
    assertThat(rotary(read(newest)).theta()).isEqualTo(5000);
    assertThat(read(llama().put("eos_token_id", 2)).eos()).containsExactly(2);
    ObjectNode several = llama();
    several.set("eos_token_id", json("[128001, 128008]"));
    assertThat(read(several).eos()).isEqualTo(List.of(128001, 128008));
  }

  @Test
  void the_longest_text_is_the_first_of_the_keys_that_say_it() {
    ObjectNode node = llama().put("n_ctx", 1).put("max_position_embeddings", 2);
    assertThat(read(node).maxLength()).hasValue(2);
    assertThat(read(node.put("n_positions", 3)).maxLength()).hasValue(3);
    assertThat(read(llama().put("n_ctx", 1)).maxLength()).hasValue(1);
  }

  @Test
  void yarn_takes_its_original_length_from_the_longest_text_when_it_names_none() {
    ObjectNode node = llama().put("max_position_embeddings", 2048);
    node.set("rope_scaling", json("{\"type\": \"yarn\", \"factor\": 4.0}"));
    assertThat(rotary(read(node)).scaling())
        .isEqualTo(new RopeScaling.Yarn(4, 2048, 32, 1, OptionalDouble.empty(), true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model_type | \"gpt5\" | model_type is \"gpt5\" (expected one of [",
        "model_type | 7 | model_type is 7 (expected",
        "hidden_size | null | hidden_size is missing (expected a whole number from 1)",
        "hidden_size | \"64\" | hidden_size is \"64\" (expected a whole number",
        "hidden_size | 64.5 | hidden_size is 64.5 (expected a whole number",
        "hidden_size | 66 | hidden_size is 66 (expected a multiple of num_attention_heads, 4)",
        "num_hidden_layers | 0 | num_hidden_layers is 0 (expected a whole number from 1",
        "num_hidden_layers | 100000000000 | num_hidden_layers is 100000000000 (expected",
        "num_hidden_layers | 5000 | num_hidden_layers is 5000 (expected a whole number from 1 to 4096",
        "num_attention_heads | -4 | num_attention_heads is -4 (expected",
        "num_key_value_heads | 3 | num_key_value_heads is 3 (expected a divisor of",
        "head_dim | 15 | head_dim is 15 (expected an even number",
        "vocab_size | [1] | vocab_size is [1] (expected",
        "rms_norm_eps | -1e-6 | rms_norm_eps is -1.0E-6 (expected a number above 0)",
        "rope_theta | true | rope_theta is true (expected a number above 0)",
        "hidden_act | \"sine\" | hidden_act is \"sine\" (expected one of silu, relu",
        "attention_bias | 1 | attention_bias is 1 (expected true or false)",
        "attention_sinks | 4 | attention_sinks is not known for this family",
        "partial_rotary_factor | 0.5 | partial_rotary_factor is 0.5 (expected 1.0",
        "sliding_window | 4096 | sliding_window is 4096 (expected null",
        "layer_types | [\"sliding_attention\"] | (expected full_attention in every layer)",
        "tie_word_embeddings | \"yes\" | tie_word_embeddings is \"yes\" (expected true or false)",
        "eos_token_id | [1, \"a\"] | (expected a token id or a list of them)",
        "bos_token_id | -1 | bos_token_id is -1 (expected a whole number from 0",
        "dtype | \"int4\" | dtype is \"int4\" (expected float32, bfloat16 or float16)",
        "rope_scaling | \"linear\" | rope_scaling is \"linear\" (expected an object)",
        "rope_scaling | {\"rope_type\": \"dynamic\"} | rope_scaling.rope_type is \"dynamic\"",
        "rope_scaling | {\"factor\": 2} | rope_scaling.rope_type is  (expected one of default",
        "rope_scaling | {\"type\": \"linear\"} | rope_scaling.factor is missing",
        "rope_scaling | {\"type\": \"linear\", \"factor\": 0} | rope_scaling.factor is 0 (expected",
        "rope_scaling | {\"type\": \"yarn\", \"factor\": 2} | original_max_position_embeddings is",
        "rope_scaling | {\"type\": \"llama3\", \"factor\": 8} | low_freq_factor is missing"
      })
  void each_mistake_is_named_with_its_key_its_value_and_what_was_expected(
      String key, String value, String message) {
    ObjectNode node = llama();
    node.set(key, json(value));
    assertThatThrownBy(() -> read(node))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("Cannot read config.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void all_mistakes_of_a_file_are_reported_together() {
    ObjectNode node = llama().put("hidden_act", "sine").put("mlp_bias", 1).put("vocab_size", 0);
    assertThatThrownBy(() -> read(node))
        .hasMessageContaining("hidden_act")
        .hasMessageContaining("mlp_bias")
        .hasMessageContaining("vocab_size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "3", "null", "{}"})
  void what_is_no_configuration_is_refused(String text) {
    assertThatThrownBy(() -> read(json(text))).isInstanceOf(ModelException.class);
  }

  @Test
  void window_and_length_are_those_of_the_file() {
    ObjectNode node = llama().put("model_type", "mistral").put("sliding_window", 8);
    node.put("num_key_value_heads", 2).put("max_position_embeddings", 512);
    assertThat(attention(read(node)).window()).isEqualTo(OptionalInt.of(8));
    assertThat(read(node).maxLength()).isEqualTo(OptionalInt.of(512));
  }
}
