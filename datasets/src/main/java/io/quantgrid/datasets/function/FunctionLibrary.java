package io.quantgrid.datasets.function;

import java.util.Map;

/** The functions of the task files in one folder. */
public interface FunctionLibrary {
  /**
   * The folder's path below the folder of all tasks: {@code hellaswag}, {@code leaderboard/math}.
   */
  String folder();

  /** By the name in task files: {@code utils.process_docs}. */
  Map<String, TaskFunction> functions();

  /** To be raised when a function comes to give other values. */
  int version();
}
