-- What each variant costs: size, and samples and tokens per second of computing in one task slot. Speed is compared with the baseline's
-- only where low-bit arithmetic was used (`native`); simulated formats compute in float and say nothing about it.
WITH spent AS (
  SELECT variant, CAST(sum(tokens) AS BIGINT) AS tokens FROM cells GROUP BY variant
), rates AS (
  SELECT
    v.position, v.variant, v.model, v.format, v.method, v.calibration, v.baseline, v.family, v.parameters, v.bits_per_weight, v.model_bytes,
    v.compute, v.engine, v.samples, t.tokens, v.seconds,
    v.samples / nullif(v.seconds, 0e0) AS samples_per_second,
    t.tokens / nullif(v.seconds, 0e0) AS tokens_per_second
  FROM variants v
  JOIN spent t ON t.variant = v.variant
)
SELECT
  *,
  model_bytes / max(CASE WHEN baseline THEN model_bytes END) OVER (PARTITION BY model) AS bytes_to_baseline,
  CASE WHEN compute = 'native' THEN
    tokens_per_second / max(CASE WHEN baseline THEN tokens_per_second END) OVER (PARTITION BY model) END AS speedup
FROM rates
