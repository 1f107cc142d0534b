-- Where it was lost: correctness and divergence of each variant by what is known of the items. Categories of task_type go over all tasks
-- (task is null), those of shots and of the items' facts are per task.
WITH items AS (
  SELECT
    cell, shots,
    facts['subject'] AS subject, facts['category'] AS category, facts['difficulty'] AS difficulty, facts['language'] AS language,
    facts['hops'] AS hops, facts['depth'] AS depth, facts['length'] AS length,
    count(*) AS items,
    count(correct) AS judged,
    count(CASE WHEN correct THEN 1 END) AS correct,
    count(baseline_correct) AS compared,
    count(CASE WHEN baseline_correct THEN 1 END) AS baseline_correct,
    count(CASE WHEN flip = 'gained' THEN 1 END) AS gained,
    count(CASE WHEN flip = 'lost' THEN 1 END) AS lost,
    sum(kl_mean) AS kl_sum,
    count(kl_mean) AS kl_count
  FROM samples
  WHERE coalesce(repeat, 0) = 0
  GROUP BY
    cell, shots, facts['subject'], facts['category'], facts['difficulty'], facts['language'],
    facts['hops'], facts['depth'], facts['length']
), placed AS (
  SELECT
    c.position, c.variant, c.model, c.format, c.method, c.calibration, c.baseline, c.task, c.task_type,
    i.shots, i.subject, i.category, i.difficulty, i.language, i.hops, i.depth, i.length,
    i.items, i.judged, i.correct, i.compared, i.baseline_correct, i.gained, i.lost, i.kl_sum, i.kl_count
  FROM items i
  JOIN cells c ON c.cell = i.cell
), summed AS (
  SELECT
    min(position) AS position, variant, model, format, method, calibration, baseline, task,
    CASE
      WHEN grouping(task_type) = 0 THEN 'task_type'
      WHEN grouping(shots) = 0 THEN 'shots'
      WHEN grouping(subject) = 0 THEN 'subject'
      WHEN grouping(category) = 0 THEN 'category'
      WHEN grouping(difficulty) = 0 THEN 'difficulty'
      WHEN grouping(language) = 0 THEN 'language'
      WHEN grouping(hops) = 0 THEN 'hops'
      WHEN grouping(depth) = 0 THEN 'depth'
      ELSE 'length'
    END AS dimension,
    coalesce(task_type, CAST(shots AS STRING), subject, category, difficulty, language, hops, depth, length) AS named,
    CAST(sum(items) AS BIGINT) AS items,
    CAST(sum(judged) AS BIGINT) AS judged,
    CAST(sum(correct) AS BIGINT) AS correct,
    CAST(sum(compared) AS BIGINT) AS compared,
    CAST(sum(baseline_correct) AS BIGINT) AS baseline_correct,
    CAST(sum(gained) AS BIGINT) AS gained,
    CAST(sum(lost) AS BIGINT) AS lost,
    sum(kl_sum) AS kl_sum,
    CAST(sum(kl_count) AS BIGINT) AS kl_count
  FROM placed
  GROUP BY GROUPING SETS (
    (variant, model, format, method, calibration, baseline, task_type),
    (variant, model, format, method, calibration, baseline, task, shots),
    (variant, model, format, method, calibration, baseline, task, subject),
    (variant, model, format, method, calibration, baseline, task, category),
    (variant, model, format, method, calibration, baseline, task, difficulty),
    (variant, model, format, method, calibration, baseline, task, language),
    (variant, model, format, method, calibration, baseline, task, hops),
    (variant, model, format, method, calibration, baseline, task, depth),
    (variant, model, format, method, calibration, baseline, task, length)
  )
)
SELECT
  position, variant, model, format, method, calibration, baseline, dimension, named AS category, task,
  items, judged, compared, gained, lost,
  correct / nullif(judged, 0) AS accuracy,
  baseline_correct / nullif(compared, 0) AS baseline_accuracy,
  CASE WHEN compared > 0 THEN 100e0 * correct / nullif(baseline_correct, 0) END AS recovery,
  100e0 * (gained + lost) / nullif(compared, 0) AS flips,
  kl_sum / nullif(kl_count, 0) AS kl_mean
FROM summed
WHERE named IS NOT NULL
