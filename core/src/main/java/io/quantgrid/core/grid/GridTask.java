package io.quantgrid.core.grid;

import io.quantgrid.core.evaluate.Task;

/** A task and the sweep's entry it came from. */
record GridTask(TaskRef ref, Task task) {}
