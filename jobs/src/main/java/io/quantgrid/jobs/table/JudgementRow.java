package io.quantgrid.jobs.table;

import com.jerolba.carpet.annotation.NotNull;
import java.util.List;

/**
 * One answer as a judge saw it; docs/judge.md tells what the columns mean.
 *
 * @param turn which answer of a conversation, from 0
 * @param score null where the answer could not be judged
 * @param games how many comparisons, or constraints, the score is of; 0 for grades
 * @param verdicts what the judge wrote, in the order asked
 */
public record JudgementRow(
    @NotNull String model,
    @NotNull String task,
    @NotNull String format,
    @NotNull String method,
    String calibration,
    @NotNull String cell,
    long docId,
    int repeat,
    int turn,
    @NotNull String style,
    @NotNull String judge,
    Double score,
    int games,
    @NotNull List<@NotNull String> verdicts) {}
