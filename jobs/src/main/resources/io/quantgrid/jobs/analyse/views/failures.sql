-- What is not there: cells that failed, and cells whose samples are not all done.
SELECT
  position, sweep, cell, variant, model, format, method, calibration, task, task_type, baseline,
  status, failure, expected_samples, samples, expected_samples - samples AS missing
FROM cells
WHERE status <> 'done'
