package io.quantgrid.datasets.task;

import io.quantgrid.core.evaluate.ChatForm;
import io.quantgrid.core.evaluate.Prompt;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands before a question, and how both are put to a model, as lm-evaluation-harness 0.4.13
 * does it.
 *
 * @param system instruction and description; empty for none
 */
record Preamble(ChatForm chat, String system, List<FewShot.Example> examples) {
  /** The prompt of a question, and of the beginning of its answer if the task gives it. */
  Prompt ask(List<Said> question) {
    return switch (chat) {
      case NONE -> Prompt.of(plain(question));
      case MULTITURN -> {
        List<Said> turns = new ArrayList<>();
        examples.forEach(example -> turns.addAll(example.said()));
        turns.addAll(question);
        yield chat(turns);
      }
      case SINGLETURN -> {
        List<Said> turns = new ArrayList<>();
        examples.forEach(example -> turns.addAll(example.said()));
        List<Said> asked = question.stream().filter(part -> !part.isAssistant()).toList();
        turns.addAll(asked.stream().map(Said::withoutDelimiter).toList());
        List<Said> one = new ArrayList<>(List.of(Said.user(Said.text(turns), "")));
        one.addAll(question.stream().filter(Said::isAssistant).toList());
        yield chat(one);
      }
    };
  }

  private String plain(List<Said> question) {
    StringBuilder text = new StringBuilder(system);
    examples.forEach(example -> text.append(example.text()));
    return text.append(Said.text(question)).toString();
  }

  /** Turns whose last one is the assistant's where its answer is begun. */
  private Prompt chat(List<Said> turns) {
    Said last = turns.get(turns.size() - 1);
    List<Said> complete = last.isAssistant() ? turns.subList(0, turns.size() - 1) : turns;
    List<Prompt.Message> messages = new ArrayList<>();
    if (!system.isEmpty()) {
      messages.add(new Prompt.Message(Prompt.Message.SYSTEM, system));
    }
    complete.forEach(part -> messages.add(part.message()));
    return new Prompt.Chat(messages, last.isAssistant() ? last.content() : "");
  }

  /** What stands between the prompt and a choice: a template ends where the answer begins. */
  String choiceDelimiter(Turn turn) {
    return chat == ChatForm.NONE || turn.begunWithoutSpace() ? turn.targetDelimiter() : "";
  }
}
