package io.quantgrid.jobs.analyse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GpuAuditTest {
  private static final String MIXED =
      """
      !Exec <CollectLimitExec> cannot run on GPU because the Exec CollectLimitExec has been disabled
        @Partitioning <SinglePartition$> could run on GPU
        *Exec <ProjectExec> will run on GPU
          *Expression <Alias> (a#1L + 1) AS b#2L will run on GPU
            ! <ScalaUDF> f(a#1L) cannot run on GPU because not found
          !Expression <JsonToStructs> from_json(a) cannot run on GPU because JSON is incompatible; turn it on by a setting
          *Exec <FileSourceScanExec> will run on GPU
      """;

  private static final String WHOLE =
      """
      *Exec <HashAggregateExec> will run on GPU
        *Expression <Count> count(1) will run on GPU
        *Exec <FileSourceScanExec> will run on GPU
      """;

  @Test
  void a_plan_that_runs_on_gpus_is_told_by_its_steps() {
    GpuAudit audit = GpuAudit.of("cells", WHOLE);
    assertThat(audit.runsOnGpu()).isTrue();
    assertThat(audit.steps()).containsExactly("HashAggregateExec", "FileSourceScanExec");
  }

  @Test
  void whatever_would_fall_back_is_named_with_the_reason() {
    GpuAudit audit = GpuAudit.of("mine", MIXED);
    assertThat(audit.runsOnGpu()).isFalse();
    assertThat(audit.steps()).containsExactly("ProjectExec", "FileSourceScanExec");
    assertThat(audit.fallbacks())
        .containsExactly(
            "CollectLimitExec: the Exec CollectLimitExec has been disabled",
            "ScalaUDF: not found",
            "JsonToStructs: JSON is incompatible; turn it on by a setting");
  }

  @Test
  void an_empty_table_may_be_made_on_the_driver() {
    String empty = "!Exec <LocalTableScanExec> cannot run on GPU because it is not supported";
    GpuAudit audit = GpuAudit.of("judgements", empty);
    assertThat(audit.runsOnGpu()).isTrue();
    assertThat(audit.exceptions()).hasSize(1).first().asString().contains("empty");
  }

  @Test
  void an_explanation_that_says_nothing_is_no_pass() {
    assertThatThrownBy(() -> GpuAudit.of("cells", ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cells");
  }
}
