-- What each variant gives for its size, and whether another gives as much for less or more for the same. Within a model that is recovery
-- against bytes and against bits per weight; over all models recovery says little, since a baseline has 100 whatever its size, so there
-- it is the score: the mean of the main metric over the tasks where higher is better.
WITH scores AS (
  SELECT variant, avg(value) AS score FROM cells WHERE higher_is_better AND value IS NOT NULL GROUP BY variant
), points AS (
  SELECT
    v.position, v.variant, v.model, v.format, v.method, v.calibration, v.baseline, v.bits_per_weight, v.model_bytes, v.recovery, s.score,
    'all' AS everything
  FROM variants v
  LEFT JOIN scores s ON s.variant = v.variant
), extremes AS (
  SELECT
    *,
    max(recovery) OVER (PARTITION BY model ORDER BY model_bytes NULLS LAST) AS most_for_bytes,
    min(model_bytes) OVER (PARTITION BY model ORDER BY recovery DESC NULLS LAST) AS least_bytes,
    max(recovery) OVER (PARTITION BY model ORDER BY bits_per_weight NULLS LAST) AS most_for_bits,
    min(bits_per_weight) OVER (PARTITION BY model ORDER BY recovery DESC NULLS LAST) AS least_bits,
    max(score) OVER (PARTITION BY everything ORDER BY model_bytes NULLS LAST) AS best_for_bytes,
    min(model_bytes) OVER (PARTITION BY everything ORDER BY score DESC NULLS LAST) AS least_bytes_of_all,
    max(score) OVER (PARTITION BY everything ORDER BY bits_per_weight NULLS LAST) AS best_for_bits,
    min(bits_per_weight) OVER (PARTITION BY everything ORDER BY score DESC NULLS LAST) AS least_bits_of_all
  FROM points
)
SELECT
  position, variant, model, format, method, calibration, baseline, bits_per_weight, model_bytes, recovery, score,
  coalesce(recovery = most_for_bytes AND model_bytes = least_bytes, FALSE) AS model_front_bytes,
  coalesce(recovery = most_for_bits AND bits_per_weight = least_bits, FALSE) AS model_front_bits,
  coalesce(score = best_for_bytes AND model_bytes = least_bytes_of_all, FALSE) AS front_bytes,
  coalesce(score = best_for_bits AND bits_per_weight = least_bits_of_all, FALSE) AS front_bits
FROM extremes
