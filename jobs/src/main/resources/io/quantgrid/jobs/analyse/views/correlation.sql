-- Does perplexity tell what benchmarks will say? Over the variants of each model, and of all models (model is null), the correlation of
-- each rolling task's figure with each other task's: Pearson's with Fisher's 95 % interval, Spearman's with Bonett and Wright's.
WITH scores AS (
  SELECT variant, model, task, kind, value FROM cells WHERE value < 1e300
), pairs AS (
  SELECT p.model, p.task AS perplexity_task, b.task AS task, p.value AS x, b.value AS y
  FROM scores p
  JOIN scores b ON b.variant = p.variant
  WHERE p.kind = 'rolling' AND b.kind <> 'rolling'
), scoped AS (
  SELECT model, perplexity_task, task, x, y FROM pairs
  UNION ALL
  SELECT CAST(NULL AS STRING) AS model, perplexity_task, task, x, y FROM pairs
), ranked AS (
  SELECT
    model, perplexity_task, task, x, y,
    rank() OVER (PARTITION BY model, perplexity_task, task ORDER BY x)
      + (count(*) OVER (PARTITION BY model, perplexity_task, task, x) - 1) / 2e0 AS rank_x,
    rank() OVER (PARTITION BY model, perplexity_task, task ORDER BY y)
      + (count(*) OVER (PARTITION BY model, perplexity_task, task, y) - 1) / 2e0 AS rank_y
  FROM scoped
), centred AS (
  SELECT
    model, perplexity_task, task, x, y,
    x - avg(x) OVER (PARTITION BY model, perplexity_task, task) AS dx,
    y - avg(y) OVER (PARTITION BY model, perplexity_task, task) AS dy,
    rank_x - avg(rank_x) OVER (PARTITION BY model, perplexity_task, task) AS rx,
    rank_y - avg(rank_y) OVER (PARTITION BY model, perplexity_task, task) AS ry
  FROM ranked
), sums AS (
  SELECT
    model, perplexity_task, task,
    count(*) AS variants,
    min(x) < max(x) AND min(y) < max(y) AS varies,
    sum(dx * dy) AS dxy, sum(dx * dx) AS dxx, sum(dy * dy) AS dyy,
    sum(rx * ry) AS rxy, sum(rx * rx) AS rxx, sum(ry * ry) AS ryy
  FROM centred
  GROUP BY model, perplexity_task, task
), coefficients AS (
  SELECT
    model, perplexity_task, task, variants,
    CASE WHEN varies AND dxx > 0 AND dyy > 0 THEN greatest(-1e0, least(1e0, dxy / (sqrt(dxx) * sqrt(dyy)))) END AS pearson,
    CASE WHEN varies THEN greatest(-1e0, least(1e0, rxy / (sqrt(rxx) * sqrt(ryy)))) END AS spearman,
    CASE WHEN variants > 3 THEN 1.959963984540054e0 / sqrt(greatest(variants - 3, 1)) END AS width
  FROM sums
)
SELECT
  model, perplexity_task, task, variants,
  pearson, tanh(atanh(pearson) - width) AS pearson_low, tanh(atanh(pearson) + width) AS pearson_high,
  spearman,
  tanh(atanh(spearman) - width * sqrt(1 + spearman * spearman / 2)) AS spearman_low,
  tanh(atanh(spearman) + width * sqrt(1 + spearman * spearman / 2)) AS spearman_high
FROM coefficients
