-- What is left of the baseline: a row for each cell that is compared with one, whether the difference is real, and what it is worth.
SELECT
  c.position, c.sweep, c.cell, c.variant, c.model, c.format, c.method, c.weights, c.activations, c.kv,
  coalesce(c.calibration, 'none') AS calibration,
  c.task, c.task_type, c.kind, c.main_metric, c.higher_is_better, c.status, c.samples,
  c.value, c.baseline_value, c.recovery, k.recovery_low, k.recovery_high,
  k.pairs, k.difference, k.difference_low, k.difference_high, k.test, k.p_value, k.p_holm, k.effect,
  k.smallest_loss, k.samples_needed, k.verdict,
  c.flips, c.kl_mean, c.top1_agreement, c.bits_per_weight, c.model_bytes, c.compute
FROM cells c
LEFT JOIN comparisons k ON k.cell = c.cell
WHERE NOT c.baseline
