-- What McNemar's test takes: for each compared cell how many items are right on both sides, on one, and on none.
WITH counts AS (
  SELECT
    cell,
    count(*) AS pairs,
    count(CASE WHEN correct AND baseline_correct THEN 1 END) AS both_right,
    count(CASE WHEN NOT correct AND baseline_correct THEN 1 END) AS lost,
    count(CASE WHEN correct AND NOT baseline_correct THEN 1 END) AS gained,
    count(CASE WHEN NOT correct AND NOT baseline_correct THEN 1 END) AS both_wrong
  FROM samples
  WHERE correct IS NOT NULL AND baseline_correct IS NOT NULL
  GROUP BY cell
)
SELECT
  c.position, c.cell, c.variant, c.model, c.format, c.method, c.calibration, c.task, c.task_type, c.kind,
  n.pairs, n.both_right, n.lost, n.gained, n.both_wrong,
  n.lost + n.gained AS discordant,
  100e0 * (n.lost + n.gained) / n.pairs AS flips
FROM cells c
JOIN counts n ON n.cell = c.cell
WHERE NOT c.baseline
