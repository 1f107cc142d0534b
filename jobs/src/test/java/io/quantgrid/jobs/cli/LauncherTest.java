package io.quantgrid.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LauncherTest {
  /** What the launcher itself calls. */
  private static final List<String> TOOLS =
      List.of("cat", "dirname", "find", "head", "readlink", "sed");

  @TempDir Path folder;
  private Launcher launcher;

  @BeforeEach
  void tree() throws IOException {
    launcher = new Launcher(Files.createDirectory(folder.resolve("home")));
  }

  /** A PATH with the launcher's own tools and nothing else. */
  private String bareTools() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool : TOOLS) {
      Path real =
          Stream.of("/bin/", "/usr/bin/")
              .map(place -> Path.of(place + tool))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      executable(bin.resolve(tool), "exec " + real + " \"$@\"");
    }
    return bin.toString();
  }

  private Launcher withoutMachineJdks() throws IOException {
    String text = Files.readString(launcher.script());
    String elsewhere = folder.resolve("jvm").toString();
    assertThat(text).contains("/usr/lib/jvm/", "/Library/Java/JavaVirtualMachines/");
    return launcher.script(
        text.replace("/usr/lib/jvm/", elsewhere + "/")
            .replace("/Library/Java/JavaVirtualMachines/", elsewhere + "/"));
  }

  private void fakeJdk(Path bin, String java) throws IOException {
    Files.createDirectories(bin);
    for (String tool : List.of("java", "javac")) {
      executable(bin.resolve(tool), java);
    }
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void the_version_is_all_that_version_prints() throws Exception {
    Ran ran = launcher.run("--version");
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isEqualTo("quantgrid " + Version.text() + "\n");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void links_to_the_launcher_find_the_tree() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("links"));
    Path relative = Files.createSymbolicLink(bin.resolve("one"), Path.of("../home/quantgrid"));
    Path absolute = Files.createSymbolicLink(bin.resolve("two"), relative.toAbsolutePath());
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Ran ran = Launcher.end(launcher.start(absolute, out, err, "--version"), out, err);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).startsWith("quantgrid ");
  }

  @Test
  void a_missing_jdk_is_one_line() throws Exception {
    Ran ran = withoutMachineJdks().without("JAVA_HOME").with("PATH", bareTools()).run("--version");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.errLines())
        .containsExactly(
            "quantgrid: no JDK 17 or newer found (install one, or set JAVA_HOME to it)");
  }

  @Test
  void old_and_broken_jdks_are_passed_over() throws Exception {
    fakeJdk(folder.resolve("jvm/broken/bin"), "echo no runtime here >&2; exit 1");
    fakeJdk(folder.resolve("jvm/eight/bin"), "echo 'openjdk version \"1.8.0_402\"' >&2");
    fakeJdk(folder.resolve("jvm/eleven/bin"), "echo 'openjdk version \"11.0.22\" 2024-01-16' >&2");
    withoutMachineJdks().with("PATH", bareTools());
    Ran none = launcher.without("JAVA_HOME").run("--version");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.errLines()).hasSize(1).first().asString().contains("no JDK 17 or newer found");
    fakeJdk(folder.resolve("jvm/next/bin"), "echo 'openjdk version \"25\" 2025-09-16' >&2");
    Ran found = launcher.run("--version");
    assertThat(found.code()).isZero();
    // JAVA_HOME is looked at first, and may be too old
    Ran passed =
        launcher.with("JAVA_HOME", folder.resolve("jvm/eight").toString()).run("--version");
    assertThat(passed.code()).isZero();
  }

  @Test
  void a_missing_maven_is_one_line_before_the_first_build() throws Exception {
    Ran ran = launcher.unbuilt().with("PATH", bareTools()).run("--version");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.errLines())
        .containsExactly(
            "quantgrid: no Maven found (install Apache Maven 3.8 or newer; it is needed to build)");
  }

  @Test
  void maven_is_not_needed_when_nothing_changed_but_when_a_source_did() throws Exception {
    launcher.with("PATH", bareTools());
    assertThat(launcher.run("--version").code()).isZero();
    Path source = launcher.script().resolveSibling("jobs/src/main/New.java");
    Files.writeString(source, "");
    assertThat(source.toFile().setLastModified(System.currentTimeMillis() + 5000)).isTrue();
    assertThat(launcher.run("--version").err()).contains("no Maven found");
  }

  @Test
  void a_distribution_without_spark_is_one_line() throws Exception {
    Files.delete(launcher.script().resolveSibling("pom.xml"));
    Ran ran = launcher.with("PATH", bareTools()).run("--version");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.errLines())
        .containsExactly(
            "quantgrid: no Spark found (set SPARK_HOME to a Spark 4.1 folder, or put spark-submit on"
                + " the PATH)");
  }
}
