package io.quantgrid.jobs.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The machine's memory, as the JVM sees it (control groups respected). */
final class Machine {
  private Machine() {}

  private static OperatingSystemMXBean bean() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  static long memoryBytes() {
    return bean().getTotalMemorySize();
  }

  static long availableBytes() {
    return bean().getFreeMemorySize();
  }
}
