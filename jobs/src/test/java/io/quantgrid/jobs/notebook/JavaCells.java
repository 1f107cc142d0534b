package io.quantgrid.jobs.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Code cells run by the Java shell in this JVM, with its class path and its Spark. */
final class JavaCells implements AutoCloseable {
  private final JShell shell;
  private final SourceCodeAnalysis analysis;

  JavaCells() {
    shell =
        JShell.builder()
            .executionEngine("local")
            .compilerOptions("-classpath", System.getProperty("java.class.path"))
            .build();
    analysis = shell.sourceCodeAnalysis();
  }

  /** Runs a cell, and gives what is wrong with it, a line each. */
  List<String> problems(String cell) {
    List<String> problems = new ArrayList<>();
    String rest = cell;
    while (!rest.isBlank() && problems.isEmpty()) {
      CompletionInfo next = analysis.analyzeCompletion(rest);
      if (next.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
        problems.add("it ends within: " + rest);
        break;
      }
      String snippet = next.source() == null ? rest : next.source();
      for (SnippetEvent event : shell.eval(snippet)) {
        problems.addAll(problems(snippet, event));
      }
      rest = next.remaining() == null ? "" : next.remaining();
    }
    return problems;
  }

  private List<String> problems(String text, SnippetEvent event) {
    if (event.exception() instanceof EvalException thrown) {
      return List.of(thrown.getExceptionClassName() + ": " + thrown.getMessage() + "\n  " + text);
    }
    if (event.exception() != null) {
      return List.of(event.exception().getMessage() + "\n  " + text);
    }
    if (event.status() == Snippet.Status.VALID) {
      return List.of();
    }
    return shell
        .diagnostics(event.snippet())
        .map(diagnostic -> diagnostic.getMessage(Locale.ROOT) + "\n  " + text)
        .toList();
  }

  @Override
  public void close() {
    shell.close();
  }
}
