package io.quantgrid.datasets.task;

import java.util.List;
import java.util.Map;

/** The keys of the dialect, by what becomes of them here. */
final class TaskKeys {
  static final String SHOTS = "num_fewshot";

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
          SHOTS,
          "fewshot_config",
          "generation_kwargs",
          "filter_list",
          "metric_list",
          "process_docs",
          "process_results",
          "corpus",
          "follow_ups",
          "repeats",
          "also_scored",
          "facts",
          "task_alias",
          "should_decontaminate",
          "doc_to_decontamination_query",
          "unsafe_code",
          "metadata");

  /** Keys that change no request and no judgement: each is named to whoever asks for notes. */
  static final Map<String, String> NOTED =
      Map.of(
          "task_alias", "a name for tables",
          "should_decontaminate", "nothing is looked for in training data",
          "doc_to_decontamination_query", "nothing is looked for in training data",
          "unsafe_code", "code that a model writes is run only where a sweep allows it");

  /** Keys of lm-evaluation-harness 0.4.13 that cannot be used, and why. */
  static final Map<String, String> REFUSED =
      Map.of(
          "class", "the task is a Python class; write it as keys of a file",
          "custom_dataset", "the data are made by Python code; give them as files",
          "group", "a group lists its tasks; a task names its tags by tag",
          "doc_to_audio", "models read text alone",
          "doc_to_image", "models read text alone",
          "use_prompt", "prompts of promptsource are not at hand; write doc_to_text",
          "multiple_inputs", "doc_to_text gives an index where there are several questions",
          "multiple_targets", "doc_to_target gives a list where several answers are right");

  /** {@code fewshot_indices} has no effect in lm-evaluation-harness 0.4.13 either. */
  static final List<String> FEWSHOT =
      List.of(
          "sampler",
          "split",
          "samples",
          "fewshot_indices",
          "doc_to_text",
          "doc_to_target",
          "doc_to_choice",
          "gen_prefix",
          "fewshot_delimiter",
          "target_delimiter");

  static final List<String> GROUP =
      List.of(
          "include", "group", "group_alias", "task", "aggregate_metric_list", "metadata", "tag");

  private TaskKeys() {}
}
