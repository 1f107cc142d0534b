package io.quantgrid.datasets.ifeval;

import io.quantgrid.core.evaluate.TaskException;
import io.quantgrid.datasets.python.PythonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Judges a response by the instructions of its document, which names them in {@code
 * instruction_id_list} and holds a mapping for each in {@code kwargs}.
 */
public final class IfEval {
  private IfEval() {}

  /**
   * Whether each instruction is followed: strictly by the response as it stands, loosely by any of
   * eight readings (with or without its first line, its last line and its asterisks).
   *
   * @throws TaskException if the document has no such columns or they do not fit each other
   */
  public static IfEvalVerdict judge(Map<String, ?> document, String response) {
    List<Instruction> instructions = instructions(document);
    List<String> readings = readings(response);
    return new IfEvalVerdict(
        instructions.stream().map(one -> follows(one, response)).toList(),
        instructions.stream().map(one -> readings.stream().anyMatch(reads(one))).toList());
  }

  private static Predicate<String> reads(Instruction instruction) {
    return reading -> follows(instruction, reading);
  }

  private static boolean follows(Instruction instruction, String response) {
    return !PythonText.strip(response).isEmpty() && instruction.follows(response);
  }

  private static List<Instruction> instructions(Map<String, ?> document) {
    List<?> ids = list(document, "instruction_id_list");
    List<?> arguments = list(document, "kwargs");
    if (ids.isEmpty() || ids.size() != arguments.size()) {
      throw new TaskException(
          "Cannot judge a response: "
              + ids.size()
              + " instructions with "
              + arguments.size()
              + " kwargs (expected one each, at least one)");
    }
    List<Instruction> instructions = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      if (!(arguments.get(i) instanceof Map<?, ?> map)) {
        throw new TaskException(
            "Cannot judge a response: kwargs: " + arguments.get(i) + " (expected a mapping)");
      }
      instructions.add(Instructions.of(String.valueOf(ids.get(i)), map));
    }
    return instructions;
  }

  private static List<?> list(Map<String, ?> document, String column) {
    if (document.get(column) instanceof List<?> list) {
      return list;
    }
    throw new TaskException(
        "Cannot judge a response: "
            + column
            + ": "
            + document.get(column)
            + " (expected a list, as IFEval's data has it)");
  }

  private static List<String> readings(String response) {
    List<String> lines = Arrays.asList(response.split("\n", -1));
    int end = lines.size();
    List<String> readings = new ArrayList<>();
    readings.add(response);
    readings.add(joined(lines.subList(1, end)));
    readings.add(joined(lines.subList(0, end - 1)));
    readings.add(end > 1 ? joined(lines.subList(1, end - 1)) : "");
    List<String> plain = readings.stream().map(text -> text.replace("*", "")).toList();
    readings.addAll(plain);
    return readings;
  }

  private static String joined(List<String> lines) {
    return PythonText.strip(String.join("\n", lines));
  }
}
