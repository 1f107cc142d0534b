-- How far the predictions moved: per cell the divergence KL(baseline, variant) in nats per scored token, how it is spread over the
-- items, how often the most likely token is the same, and how much the probability of the right answer changed.
WITH items AS (
  SELECT s.cell, s.kl_mean, s.kl_max, s.top1_agreement, s.probability - b.probability AS moved
  FROM samples s
  JOIN cells c ON c.cell = s.cell
  LEFT JOIN samples b ON b.cell = c.baseline_cell AND b.doc_id = s.doc_id AND b.repeat = s.repeat
  WHERE s.kl_mean IS NOT NULL AND NOT c.baseline
), figures AS (
  SELECT
    cell,
    count(*) AS items,
    avg(kl_mean) AS kl_mean,
    max(kl_max) AS kl_max,
    percentile_cont(0.999) WITHIN GROUP (ORDER BY kl_mean) AS kl_p999,
    percentile_cont(0.99) WITHIN GROUP (ORDER BY kl_mean) AS kl_p99,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY kl_mean) AS kl_p95,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY kl_mean) AS kl_p50,
    percentile_cont(0.05) WITHIN GROUP (ORDER BY kl_mean) AS kl_p05,
    percentile_cont(0.01) WITHIN GROUP (ORDER BY kl_mean) AS kl_p01,
    avg(top1_agreement) AS top1_agreement,
    avg(moved) AS probability_change,
    sqrt(avg(moved * moved)) AS probability_rms
  FROM items
  GROUP BY cell
)
SELECT
  c.position, c.cell, c.variant, c.model, c.format, c.method, c.calibration, c.task, c.task_type, c.kind,
  f.items, f.kl_mean, f.kl_max, f.kl_p999, f.kl_p99, f.kl_p95, f.kl_p50, f.kl_p05, f.kl_p01,
  f.top1_agreement, f.probability_change, f.probability_rms
FROM cells c
JOIN figures f ON f.cell = c.cell
