package io.quantgrid.core.checkpoint.gguf;

/** Names that Llama and what is laid out like it have in common. */
final class LlamaNames {
  private LlamaNames() {}

  /** Embedding, head, attention and gated feed-forward layer; no norms inside of layers. */
  static Names of(Turn queries, Turn keys) {
    return new Names("model.layers.")
        .outside("token_embd", "model.embed_tokens")
        .outside("output", "lm_head")
        .block("attn_q", "self_attn.q_proj", queries)
        .block("attn_k", "self_attn.k_proj", keys)
        .block("attn_v", "self_attn.v_proj")
        .block("attn_output", "self_attn.o_proj")
        .block("ffn_gate", "mlp.gate_proj")
        .block("ffn_up", "mlp.up_proj")
        .block("ffn_down", "mlp.down_proj")
        .without("rope_freqs")
        .without("attn_rot_embd");
  }

  /** Those with rows as they are, and a norm before each half of a layer. */
  static Names usual() {
    return withNorms(of(Turn.SAME, Turn.SAME));
  }

  static Names withNorms(Names names) {
    return names
        .outside("output_norm", "model.norm")
        .block("attn_norm", "input_layernorm")
        .block("ffn_norm", "post_attention_layernorm");
  }
}
