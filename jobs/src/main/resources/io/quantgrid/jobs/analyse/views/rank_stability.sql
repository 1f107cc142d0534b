-- Do tasks agree on which variants are better? For each two tasks, over the variants of each model and of all models (model is null),
-- Spearman's correlation of how they rank the variants (best first), with Bonett and Wright's 95 % interval.
WITH scores AS (
  SELECT variant, model, task, CASE WHEN higher_is_better THEN value ELSE -value END AS score
  FROM cells
  WHERE value < 1e300
), pairs AS (
  SELECT a.model, a.task AS task, b.task AS other_task, a.score AS x, b.score AS y
  FROM scores a
  JOIN scores b ON b.variant = a.variant
  WHERE a.task < b.task
), scoped AS (
  SELECT model, task, other_task, x, y FROM pairs
  UNION ALL
  SELECT CAST(NULL AS STRING) AS model, task, other_task, x, y FROM pairs
), ranked AS (
  SELECT
    model, task, other_task,
    rank() OVER (PARTITION BY model, task, other_task ORDER BY x DESC)
      + (count(*) OVER (PARTITION BY model, task, other_task, x) - 1) / 2e0 AS rank_x,
    rank() OVER (PARTITION BY model, task, other_task ORDER BY y DESC)
      + (count(*) OVER (PARTITION BY model, task, other_task, y) - 1) / 2e0 AS rank_y
  FROM scoped
), centred AS (
  SELECT
    model, task, other_task,
    rank_x - avg(rank_x) OVER (PARTITION BY model, task, other_task) AS rx,
    rank_y - avg(rank_y) OVER (PARTITION BY model, task, other_task) AS ry
  FROM ranked
), coefficients AS (
  SELECT
    model, task, other_task,
    count(*) AS variants,
    avg(abs(rx - ry)) AS mean_places,
    CASE WHEN sum(rx * rx) > 0 AND sum(ry * ry) > 0
      THEN greatest(-1e0, least(1e0, sum(rx * ry) / (sqrt(sum(rx * rx)) * sqrt(sum(ry * ry))))) END AS spearman,
    CASE WHEN count(*) > 3 THEN 1.959963984540054e0 / sqrt(greatest(count(*) - 3, 1)) END AS width
  FROM centred
  GROUP BY model, task, other_task
)
SELECT
  model, task, other_task, variants, mean_places, spearman,
  tanh(atanh(spearman) - width * sqrt(1 + spearman * spearman / 2)) AS spearman_low,
  tanh(atanh(spearman) + width * sqrt(1 + spearman * spearman / 2)) AS spearman_high
FROM coefficients
