package io.quantgrid.core.model.family;

import java.util.Set;

/** Keys of configurations that do not change what is computed, whatever they say. */
final class HarmlessKeys {
  private static final Set<String> KEYS =
      Set.of(
          // who wrote it, and where it came from
          "architectures",
          "auto_map",
          "model_type",
          "torch_dtype",
          "dtype",
          "transformers_version",
          "transformers.js_config",
          "unsloth_fixed",
          "unsloth_version",
          "name_or_path",
          "custom_pipelines",
          "license",
          "library_name",
          "is_llama_config",
          // training
          "attention_dropout",
          "attention_probs_dropout_prob",
          "attn_pdrop",
          "aux_loss_alpha",
          "dropout",
          "embd_pdrop",
          "embedding_dropout",
          "embed_dropout",
          "ep_size",
          "gradient_checkpointing",
          "hidden_dropout",
          "hidden_dropout_prob",
          "init_std",
          "initializer_range",
          "initializer_factor",
          "layerdrop",
          "loss_type",
          "output_router_logits",
          "resid_dropout",
          "residual_dropout",
          "resid_pdrop",
          "router_aux_loss_coef",
          "router_jitter_noise",
          "seq_aux",
          "attention_softmax_in_fp32",
          // tokens and texts
          "bos_token_id",
          "eos_token_id",
          "pad_token_id",
          "unk_token_id",
          "sep_token_id",
          "decoder_start_token_id",
          "forced_eos_token_id",
          "forced_bos_token_id",
          "tokenizer_class",
          "max_length",
          "max_sequence_length",
          "model_max_length",
          "seq_length",
          "max_position_embeddings",
          "n_ctx",
          "n_positions",
          "use_cache",
          "cache_implementation",
          // heads for other purposes
          "classifier_dropout",
          "finetuning_task",
          "id2label",
          "label2id",
          "num_labels",
          "problem_type",
          "summary_activation",
          "summary_first_dropout",
          "summary_proj_to_labels",
          "summary_type",
          "summary_use_proj",
          "task_specific_params",
          // how to compute, not what
          "attn_implementation",
          "bias_dropout_fusion",
          "flash_attn",
          "gradient_checkpointing_kwargs",
          "output_attentions",
          "output_hidden_states",
          "output_past",
          "pretraining_tp",
          "return_dict",
          "slow_but_exact",
          "use_flash_attn",
          "use_mambapy",
          // read elsewhere
          "quantization_config",
          "tensor_layout",
          "compression_config");

  private HarmlessKeys() {}

  /** Keys with an underscore in front are notes of the library to itself. */
  static boolean contains(String key) {
    return key.startsWith("_") || KEYS.contains(key);
  }
}
