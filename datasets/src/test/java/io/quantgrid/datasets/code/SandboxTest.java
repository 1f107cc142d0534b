package io.quantgrid.datasets.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quantgrid.datasets.code.ProgramRun.End;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SandboxTest {
  private static final SandboxLimits LIMITS =
      new SandboxLimits(Duration.ofSeconds(5), Duration.ofSeconds(60), 512L << 20, 1000, 1L << 20);

  private Sandbox sandbox;

  @BeforeEach
  void open() {
    assumeTrue(Sandbox.available(), "no python3 on the PATH");
    sandbox = Sandbox.open(LIMITS);
  }

  private void assertFails(String program, String output) {
    ProgramRun run = sandbox.run(program);
    assertThat(run.end()).isEqualTo(End.FAILED);
    assertThat(run.output()).contains(output);
  }

  @Test
  void a_program_passes_when_its_last_line_is_reached() {
    assertThat(sandbox.run("def f(x):\n  return x + 1\nassert f(1) == 2\nprint('é')\n"))
        .isEqualTo(new ProgramRun(End.PASSED, ""));
    assertThat(sandbox.run("print('é', flush=True)").output()).isEqualTo("é\n");
    assertFails("assert 1 == 2", "AssertionError");
    assertFails("def f(:", "SyntaxError");
  }

  @Test
  void leaving_early_is_no_pass() {
    assertFails("import sys\nsys.exit(0)\nassert False", "");
    assertFails("import os\nos._exit(0)", "");
    assertFails("quit()", "");
  }

  @Test
  void what_stands_behind_a_main_guard_is_not_run() {
    assertThat(sandbox.run("if __name__ == '__main__':\n  assert False").passed()).isTrue();
  }

  @Test
  void there_is_no_input_no_environment_and_no_memory_beyond_the_limit() {
    assertFails("input()", "EOFError");
    assertFails("x = 'a' * (1 << 30)", "MemoryError");
    assertFails("with open('big', 'w') as f: f.write('a' * (2 << 20))", "File too large");
    assertThat(
            sandbox.run("import os\nassert os.environ['HOME'] == os.getcwd(), os.environ").output())
        .isEmpty();
    assertThat(sandbox.run("import os\nassert 'USER' not in os.environ").passed()).isTrue();
  }

  @Test
  void there_is_no_network() {
    assumeTrue(Isolation.best() != Isolation.PROCESS_GROUP, "unshare -n does not work here");
    assertFails(
        "import socket\ns = socket.socket()\ns.settimeout(2)\ns.connect(('192.0.2.1', 80))",
        "OSError: [Errno 101]");
  }

  @Test
  void a_program_that_does_not_end_is_killed_with_all_it_started() throws Exception {
    Sandbox brief =
        Sandbox.open(
            new SandboxLimits(
                Duration.ofSeconds(5), Duration.ofSeconds(2), 512L << 20, 1000, 1L << 20));
    String mark = "quantgrid-sandbox-test-" + ProcessHandle.current().pid();
    ProgramRun run =
        brief.run(
            """
            import subprocess, sys, time
            subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', '%s'],
                             start_new_session=True)
            time.sleep(60)
            """
                .formatted(mark));
    assertThat(run.end()).isEqualTo(End.TIMED_OUT);
    Thread.sleep(200);
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      assertThat(all.map(handle -> handle.info().commandLine().orElse("")))
          .noneMatch(line -> line.contains(mark));
    }
  }

  @Test
  void output_is_bounded_and_the_folder_is_gone() throws Exception {
    ProgramRun run = sandbox.run("import os\nprint(os.getcwd())\nprint('x' * 3000000, flush=True)");
    assertThat(run.passed()).isTrue();
    assertThat(run.output()).hasSize(1000);
    assertThat(Files.exists(Path.of(run.output().lines().findFirst().orElseThrow()))).isFalse();
  }
}
