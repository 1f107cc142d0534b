-- Items whose correctness changed: a row each, with what the variant and its baseline answered.
SELECT
  c.position, c.cell, c.variant, c.model, c.format, c.method, c.calibration, c.task, c.task_type, c.kind,
  s.doc_id, s.shots, s.flip, s.target,
  s.predicted, b.predicted AS baseline_predicted,
  s.output, b.output AS baseline_output,
  s.probability, b.probability AS baseline_probability,
  s.kl_mean, s.kl_max, s.top1_agreement, s.doc_hash, s.prompt_hash
FROM samples s
JOIN cells c ON c.cell = s.cell
JOIN samples b ON b.cell = c.baseline_cell AND b.doc_id = s.doc_id AND b.repeat = s.repeat
WHERE s.flip IN ('gained', 'lost')
