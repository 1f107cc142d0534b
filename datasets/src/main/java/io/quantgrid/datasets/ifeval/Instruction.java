package io.quantgrid.datasets.ifeval;

/** One instruction, with its numbers and words filled in. Thread safe. */
interface Instruction {
  /**
   * @param response never blank
   */
  boolean follows(String response);
}
