package io.quantgrid.datasets.code;

import java.time.Duration;

/**
 * What a program may use.
 *
 * @param cpu processor time, in whole seconds
 * @param wall time until it is killed
 * @param memoryBytes address space
 * @param outputBytes how much of its output is kept; the rest is read and dropped
 * @param fileBytes size of any file that it writes
 */
public record SandboxLimits(
    Duration cpu, Duration wall, long memoryBytes, int outputBytes, long fileBytes) {
  /** Enough for the programs of HumanEval and MBPP, on a machine that is busy. */
  public static final SandboxLimits DEFAULT =
      new SandboxLimits(
          Duration.ofSeconds(5), Duration.ofSeconds(20), 2L << 30, 4 << 10, 16L << 20);

  public SandboxLimits {
    if (cpu.toSeconds() < 1 || wall.toMillis() < 1 || memoryBytes < 1 << 20 || outputBytes < 0) {
      throw new IllegalArgumentException(
          "Cannot limit a program to "
              + cpu
              + ", "
              + wall
              + ", "
              + memoryBytes
              + " bytes and "
              + outputBytes
              + " bytes of output (expected at least 1 s, 1 ms, 1 MiB and 0)");
    }
  }
}
