package io.quantgrid.core.checkpoint.gguf;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The architectures by {@code general.architecture}: one line each. */
final class Architectures {
  private static final Map<String, Architecture> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("bloom", new BloomArchitecture()),
              Map.entry("command-r", new CohereArchitecture()),
              Map.entry("falcon", new FalconArchitecture()),
              Map.entry("gemma", new GemmaArchitecture(1)),
              Map.entry("gemma2", new GemmaArchitecture(2)),
              Map.entry("gemma3", new GemmaArchitecture(3)),
              Map.entry("gpt2", new Gpt2Architecture()),
              Map.entry("gptneox", new GptNeoxArchitecture()),
              Map.entry("granite", new GraniteArchitecture()),
              Map.entry("llama", new LlamaArchitecture()),
              Map.entry("mamba", new MambaArchitecture()),
              Map.entry("olmo2", new Olmo2Architecture()),
              Map.entry("phi2", new Phi2Architecture()),
              Map.entry("phi3", new Phi3Architecture()),
              Map.entry("qwen2", new QwenArchitecture("qwen2", "Qwen2ForCausalLM")),
              Map.entry("qwen2moe", new QwenArchitecture("qwen2_moe", "Qwen2MoeForCausalLM")),
              Map.entry("qwen3", new QwenArchitecture("qwen3", "Qwen3ForCausalLM")),
              Map.entry("qwen3moe", new QwenArchitecture("qwen3_moe", "Qwen3MoeForCausalLM")),
              Map.entry("stablelm", new StableLmArchitecture()),
              Map.entry("starcoder2", new Starcoder2Architecture())));

  private Architectures() {}

  static Optional<Architecture> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  static SortedSet<String> names() {
    return new TreeSet<>(ALL.keySet());
  }
}
