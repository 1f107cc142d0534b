package io.quantgrid.jobs.judge;

import io.quantgrid.core.evaluate.Prompt.Message;
import io.quantgrid.datasets.judge.ConstraintPrompt;
import io.quantgrid.datasets.judge.Constraints;
import io.quantgrid.datasets.judge.Dialogue;
import io.quantgrid.datasets.judge.Duel;
import io.quantgrid.datasets.judge.Grade;
import io.quantgrid.datasets.judge.GradePrompt;
import io.quantgrid.datasets.judge.PairPrompt;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What a judge is asked for. */
public enum JudgeStyle {
  /** A grade from 1 to 10 of each answer, as MT-Bench's single-answer grading. */
  GRADE {
    @Override
    List<List<Message>> questions(Dialogue dialogue, List<String> answers, List<String> others) {
      return List.of(GradePrompt.of(dialogue, answers));
    }

    @Override
    OptionalDouble score(Dialogue dialogue, List<String> verdicts) {
      return Grade.of(verdicts.get(0));
    }

    @Override
    int games(Dialogue dialogue, List<String> verdicts) {
      return 0;
    }
  },
  /** Better, worse or as good as another answer, in both orders, as MT-Bench compares. */
  PAIR {
    @Override
    List<List<Message>> questions(Dialogue dialogue, List<String> answers, List<String> others) {
      return List.of(
          PairPrompt.three(dialogue, answers, others), PairPrompt.three(dialogue, others, answers));
    }

    @Override
    OptionalDouble score(Dialogue dialogue, List<String> verdicts) {
      return Duel.of(verdicts.get(0), verdicts.get(1)).agreed();
    }

    @Override
    int games(Dialogue dialogue, List<String> verdicts) {
      return Duel.of(verdicts.get(0), verdicts.get(1)).judged() ? 1 : 0;
    }
  },
  /** The same in five levels, both orders being games, as Arena-Hard counts. */
  ARENA {
    @Override
    List<List<Message>> questions(Dialogue dialogue, List<String> answers, List<String> others) {
      return List.of(
          PairPrompt.five(dialogue, answers, others), PairPrompt.five(dialogue, others, answers));
    }

    @Override
    OptionalDouble score(Dialogue dialogue, List<String> verdicts) {
      return Duel.of(verdicts.get(0), verdicts.get(1)).weighted();
    }

    @Override
    int games(Dialogue dialogue, List<String> verdicts) {
      Duel duel = Duel.of(verdicts.get(0), verdicts.get(1));
      return duel.judged() ? duel.games() : 0;
    }
  },
  /** Which of the constraints of an instruction that grew the answer keeps, as FollowBench. */
  CONSTRAINTS {
    @Override
    List<List<Message>> questions(Dialogue dialogue, List<String> answers, List<String> others) {
      return dialogue.constraints() == 0
          ? List.of()
          : List.of(ConstraintPrompt.of(dialogue, answers.get(0)));
    }

    @Override
    OptionalDouble score(Dialogue dialogue, List<String> verdicts) {
      return Constraints.kept(verdicts.get(0), dialogue.constraints())
          .map(kept -> kept.stream().mapToInt(one -> one ? 1 : 0).average())
          .orElse(OptionalDouble.empty());
    }

    @Override
    int games(Dialogue dialogue, List<String> verdicts) {
      return dialogue.constraints();
    }
  };

  /** Whether answers are compared with others. */
  public boolean compares() {
    return this == PAIR || this == ARENA;
  }

  /** The name in rows. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What the judge is asked about the last answer; nothing where there is nothing to be judged.
   *
   * @param answers one for each turn of the dialogue
   * @param others the answers it is compared with, as many; not looked at for grades
   */
  abstract List<List<Message>> questions(
      Dialogue dialogue, List<String> answers, List<String> others);

  /** Empty where what the judge wrote cannot be read. */
  abstract OptionalDouble score(Dialogue dialogue, List<String> verdicts);

  /**
   * What the score weighs in a figure: games of a comparison, 0 where there is no score;
   * constraints of an instruction; 0 for grades.
   */
  abstract int games(Dialogue dialogue, List<String> verdicts);
}
