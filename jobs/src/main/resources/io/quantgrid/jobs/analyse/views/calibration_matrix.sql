-- Calibration text against evaluated task: what each text that a format was calibrated on leaves of each task, and how that compares
-- with the other texts for the same model, format, method and task. Variants that need no text have `none`.
WITH compared AS (
  SELECT *, coalesce(calibration, 'none') AS calibrated_on FROM cells WHERE NOT baseline
)
SELECT
  position, cell, variant, model, format, method, calibrated_on AS calibration, calibration_source, calibration_samples,
  calibration_tokens, calibration_seed, task, task_type, main_metric,
  value, baseline_value, recovery, flips, kl_mean,
  count(*) OVER (PARTITION BY model, format, method, task) AS calibrations,
  recovery - avg(recovery) OVER (PARTITION BY model, format, method, task) AS above_mean,
  CASE WHEN recovery IS NOT NULL
    THEN rank() OVER (PARTITION BY model, format, method, task ORDER BY recovery DESC NULLS LAST) END AS place
FROM compared
