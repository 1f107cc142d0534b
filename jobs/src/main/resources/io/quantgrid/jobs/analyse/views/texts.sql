-- What became of generated texts: per cell how alike they are to the baseline's, how much they repeat themselves, how often they refuse
-- and how long they are, beside the same of the baseline.
WITH figures AS (
  SELECT
    cell,
    count(*) AS texts,
    avg(output_tokens) AS output_tokens,
    avg(similarity['exact']) AS exact,
    avg(similarity['rouge_1']) AS rouge_1,
    avg(similarity['rouge_2']) AS rouge_2,
    avg(similarity['rouge_l']) AS rouge_l,
    avg(similarity['chrf']) AS chrf,
    avg(similarity['bleu']) AS bleu,
    avg(similarity['edit']) AS edit,
    avg(similarity['common_prefix']) AS common_prefix,
    avg(similarity['common_prefix_share']) AS common_prefix_share,
    avg(s.text['repeated_tokens']) AS repeated_tokens,
    avg(s.text['repeated_sentences']) AS repeated_sentences,
    avg(s.text['refusal']) AS refusals
  FROM samples s
  WHERE kind = 'generate'
  GROUP BY cell
)
SELECT
  c.position, c.cell, c.variant, c.model, c.format, c.method, c.calibration, c.baseline, c.task, c.task_type,
  f.texts, f.exact, f.rouge_1, f.rouge_2, f.rouge_l, f.chrf, f.bleu, f.edit, f.common_prefix, f.common_prefix_share,
  f.repeated_tokens,
  max(CASE WHEN c.baseline THEN f.repeated_tokens END) OVER (PARTITION BY c.baseline_cell) AS baseline_repeated_tokens,
  f.repeated_sentences,
  max(CASE WHEN c.baseline THEN f.repeated_sentences END) OVER (PARTITION BY c.baseline_cell) AS baseline_repeated_sentences,
  f.refusals,
  max(CASE WHEN c.baseline THEN f.refusals END) OVER (PARTITION BY c.baseline_cell) AS baseline_refusals,
  f.output_tokens,
  max(CASE WHEN c.baseline THEN f.output_tokens END) OVER (PARTITION BY c.baseline_cell) AS baseline_output_tokens
FROM cells c
JOIN figures f ON f.cell = c.cell
