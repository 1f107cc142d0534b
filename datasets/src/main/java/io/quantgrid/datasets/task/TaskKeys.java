package io.quantgrid.datasets.task;

import java.util.List;

/** The keys of the dialect, by what becomes of them here. */
final class TaskKeys {
  static final List<String> SUPPORTED =
      List.of(
          "include",
          "task",
          "tag",
          "dataset_path",
          "dataset_name",
          "dataset_kwargs",
          "training_split",
          "validation_split",
          "test_split",
          "fewshot_split",
          "output_type",
          "doc_to_text",
          "doc_to_target",
          "doc_to_choice",
          "description",
          "target_delimiter",
          "fewshot_delimiter",
          "gen_prefix",
          "num_fewshot",
          "fewshot_config",
          "generation_kwargs",
          "filter_list",
          "metric_list",
          "process_results",
          "repeats",
          "metadata");

  /** Keys that change no request and no judgement. */
  static final List<String> IGNORED =
      List.of("task_alias", "should_decontaminate", "doc_to_decontamination_query", "unsafe_code");

  /** Keys that lm-evaluation-harness 0.4.13 knows too. */
  static final List<String> LATER =
      List.of(
          "class",
          "custom_dataset",
          "doc_to_audio",
          "doc_to_image",
          "group",
          "multiple_inputs",
          "multiple_targets",
          "process_docs",
          "use_prompt");

  static final List<String> FEWSHOT =
      List.of(
          "sampler",
          "split",
          "samples",
          "doc_to_text",
          "doc_to_target",
          "doc_to_choice",
          "gen_prefix",
          "fewshot_delimiter",
          "target_delimiter");

  static final List<String> FEWSHOT_LATER = List.of("fewshot_indices", "process_docs");

  static final List<String> GROUP =
      List.of("include", "group", "task", "aggregate_metric_list", "metadata", "tag");

  static final List<String> GROUP_IGNORED = List.of("group_alias");

  private TaskKeys() {}
}
