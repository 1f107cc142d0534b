package io.quantgrid.core.metric;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntToDoubleFunction;

/**
 * BERTScore (Zhang et al. 2020, equations 1 and 2) with an encoder that the user gives: each token
 * of the prediction is matched with the most similar one of the reference (precision) and the other
 * way round (recall), by the cosine of their embeddings; -1 to 1, without rescaling. As bert-score
 * 0.3.13: special tokens can be matched but have no weight of their own, and a text without others
 * scores 0. Thread safe.
 */
public final class BertScore implements AutoCloseable {
  private static final Map<Shared, BertScore> SHARED = new ConcurrentHashMap<>();

  private record Shared(String hash, Layer layer) {}

  private final OnnxEncoder encoder;
  private final Set<Integer> special = new HashSet<>();

  private BertScore(OnnxEncoder encoder) {
    this.encoder = encoder;
    Arrays.stream(encoder.special()).forEach(special::add);
  }

  /**
   * Which embeddings of the encoder count.
   *
   * @param output the ONNX output of the wanted layer, of shape [batch, tokens, width]; empty for
   *     the first of that shape, usually last_hidden_state
   * @param maxTokens longer texts are cut, special tokens included; what the encoder has positions
   *     for
   */
  public record Layer(String output, int maxTokens) {
    /** The first output and 512 tokens, as BERT has. */
    public static final Layer LAST = new Layer("", 512);

    /**
     * @throws IllegalArgumentException when there is no room for a token between special ones
     */
    public Layer {
      if (maxTokens < 3) {
        throw new IllegalArgumentException(
            "Cannot cut texts to tokens: " + maxTokens + " (expected 3 up)");
      }
    }
  }

  /**
   * Opens the encoder in a folder: model.onnx, which takes input_ids and of attention_mask,
   * token_type_ids and position_ids what it needs, and tokenizer.json.
   *
   * @throws EncoderException if a file is missing or unsound, or has no such output
   */
  public static BertScore open(Path folder, Layer layer) {
    return new BertScore(OnnxEncoder.open(folder, layer.output(), layer.maxTokens()));
  }

  /**
   * The encoder of a folder, opened at the first call for its contents and kept for the life of the
   * process; threads share it, and nobody closes it.
   *
   * @throws EncoderException if a file is unsound, or has no such output
   */
  public static BertScore shared(EncoderFolder folder, Layer layer) {
    return SHARED.computeIfAbsent(
        new Shared(folder.hash(), layer), key -> open(folder.path(), layer));
  }

  /** All tokens weigh the same. */
  public PrecisionRecall score(String prediction, String reference) {
    return score(prediction, reference, id -> special.contains(id) ? 0 : 1);
  }

  /** Rare tokens weigh more. */
  public PrecisionRecall score(String prediction, String reference, TokenFrequencies frequencies) {
    return score(prediction, reference, frequencies::weight);
  }

  /** In how many of the references each token occurs. */
  public TokenFrequencies frequencies(List<String> references) {
    List<int[]> documents = new ArrayList<>();
    references.forEach(reference -> documents.add(encoder.ids(reference)));
    return TokenFrequencies.of(documents);
  }

  private PrecisionRecall score(String prediction, String reference, IntToDoubleFunction weight) {
    OnnxEncoder.Encoded actual = encoder.encode(prediction);
    OnnxEncoder.Encoded expected = encoder.encode(reference);
    double[] actualWeights = Arrays.stream(actual.ids()).mapToDouble(weight).toArray();
    double[] expectedWeights = Arrays.stream(expected.ids()).mapToDouble(weight).toArray();
    if (Arrays.stream(actualWeights).sum() == 0 || Arrays.stream(expectedWeights).sum() == 0) {
      return PrecisionRecall.NONE;
    }
    double[][] a = Vectors.units(actual.vectors());
    double[][] b = Vectors.units(expected.vectors());
    return new PrecisionRecall(matched(a, actualWeights, b), matched(b, expectedWeights, a));
  }

  /**
   * Weighted mean over the tokens of {@code from} of their highest cosine with one of the others.
   */
  private static double matched(double[][] from, double[] weights, double[][] others) {
    double sum = 0;
    for (int i = 0; i < from.length; i++) {
      double highest = Double.NEGATIVE_INFINITY;
      for (double[] other : others) {
        highest = Math.max(highest, Vectors.dot(from[i], other));
      }
      sum += weights[i] * highest;
    }
    return sum / Arrays.stream(weights).sum();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
