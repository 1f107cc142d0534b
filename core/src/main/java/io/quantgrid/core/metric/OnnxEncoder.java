package io.quantgrid.core.metric;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.quantgrid.core.text.HuggingFaceTokenizer;
import io.quantgrid.core.text.TextException;
import io.quantgrid.core.text.Tokenizer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Token embeddings of one text at a time from an encoder in ONNX. On one thread, without an arena
 * that keeps what the longest text needed, and without batches, in which the scales of a quantized
 * encoder would depend on the neighbours: equal texts have equal embeddings. Thread safe.
 */
final class OnnxEncoder implements AutoCloseable {
  private static final OrtEnvironment RUNTIME = OrtEnvironment.getEnvironment();

  /**
   * A text's tokens with the special ones.
   *
   * @param ids [tokens]
   * @param vectors [tokens, width]
   */
  record Encoded(int[] ids, float[][] vectors) {}

  private final OrtSession session;
  private final Tokenizer tokenizer;
  private final String output;
  private final int maxTokens;
  private final String name;
  private final int[] special;

  private OnnxEncoder(
      OrtSession session, Tokenizer tokenizer, String output, int maxTokens, String name) {
    this.session = session;
    this.tokenizer = tokenizer;
    this.output = output;
    this.maxTokens = maxTokens;
    this.name = name;
    this.special = tokenizer.encode("");
  }

  /**
   * The encoder in a folder: model.onnx and tokenizer.json.
   *
   * @param output name of the output to take; empty for the first of shape [batch, tokens, width]
   * @param maxTokens longer texts are cut, special tokens included
   * @throws EncoderException if a file is missing or unsound, or has no such output
   */
  static OnnxEncoder open(Path folder, String output, int maxTokens) {
    Path model = folder.resolve("model.onnx");
    if (!Files.isRegularFile(model)) {
      throw new EncoderException(
          "Cannot read %s: no such file (expected an encoder)".formatted(model));
    }
    Tokenizer tokenizer;
    try {
      tokenizer = HuggingFaceTokenizer.open(folder);
    } catch (TextException e) {
      throw new EncoderException(e.getMessage(), e);
    }
    return open(
        options -> RUNTIME.createSession(model.toString(), options),
        tokenizer,
        output,
        maxTokens,
        model.toString());
  }

  /**
   * An encoder in memory.
   *
   * @param name for error messages
   */
  static OnnxEncoder of(byte[] model, byte[] tokenizerJson, int maxTokens, String name) {
    Tokenizer tokenizer;
    try {
      Path folder = Files.createTempDirectory("quantgrid-encoder");
      Path file = Files.write(folder.resolve("tokenizer.json"), tokenizerJson);
      try {
        tokenizer = HuggingFaceTokenizer.open(folder);
      } finally {
        Files.delete(file);
        Files.delete(folder);
      }
    } catch (IOException | TextException e) {
      throw new EncoderException(
          "Cannot read tokenizer of %s: %s".formatted(name, e.getMessage()), e);
    }
    return open(options -> RUNTIME.createSession(model, options), tokenizer, "", maxTokens, name);
  }

  private interface Opening {
    OrtSession with(OrtSession.SessionOptions options) throws OrtException;
  }

  private static OnnxEncoder open(
      Opening opening, Tokenizer tokenizer, String output, int maxTokens, String name) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setCPUArenaAllocator(false);
      options.setMemoryPatternOptimization(false);
      // Errors come back as exceptions; the runtime would print them as well.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      OrtSession session = opening.with(options);
      try {
        String found = output(session, output, name);
        return new OnnxEncoder(session, tokenizer, found, maxTokens, name);
      } catch (OrtException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      tokenizer.close();
      throw new EncoderException(
          "Cannot read %s: %s (expected an encoder in ONNX)".formatted(name, e.getMessage()), e);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private static String output(OrtSession session, String wanted, String name) throws OrtException {
    for (NodeInfo info : session.getOutputInfo().values()) {
      boolean embeds = info.getInfo() instanceof TensorInfo tensor && tensor.getShape().length == 3;
      if (embeds && (wanted.isEmpty() || wanted.equals(info.getName()))) {
        return info.getName();
      }
    }
    throw new EncoderException(
        "Cannot read %s: outputs %s (expected %s of shape [batch, tokens, width])"
            .formatted(name, session.getOutputNames(), wanted.isEmpty() ? "one" : wanted));
  }

  /** Ids of the tokens that the tokenizer puts around every text. */
  int[] special() {
    return special.clone();
  }

  /** Ids with the special tokens; of those that are too many the last ordinary ones go. */
  int[] ids(String text) {
    int[] ids = tokenizer.encode(text);
    if (ids.length <= maxTokens) {
      return ids;
    }
    int[] kept = Arrays.copyOf(ids, maxTokens);
    boolean closed =
        special.length > 0
            && special[special.length - 1] == ids[ids.length - 1]
            && (special.length > 1 || special[0] != ids[0]);
    if (closed) {
      kept[maxTokens - 1] = ids[ids.length - 1];
    }
    return kept;
  }

  /**
   * Runs a text through the encoder.
   *
   * @throws EncoderException if it asks for other inputs than ids, mask and types, or fails
   */
  Encoded encode(String text) {
    int[] ids = ids(text);
    if (ids.length == 0) {
      return new Encoded(ids, new float[0][]);
    }
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String input : session.getInputNames()) {
        inputs.put(input, input(input, ids));
      }
      try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
        return new Encoded(ids, vectors((OnnxTensor) result.get(0)));
      }
    } catch (OrtException e) {
      throw new EncoderException(
          "Cannot run %s: %s (expected an encoder)".formatted(name, e.getMessage()), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /** [1, tokens] */
  private OnnxTensor input(String input, int[] ids) throws OrtException {
    long[] values = new long[ids.length];
    switch (input) {
      case "input_ids" -> Arrays.setAll(values, i -> ids[i]);
      case "attention_mask" -> Arrays.fill(values, 1);
      case "token_type_ids" -> {}
      case "position_ids" -> Arrays.setAll(values, i -> i);
      default ->
          throw new EncoderException(
              "Cannot run %s: input %s (expected input_ids, attention_mask, token_type_ids, position_ids)"
                  .formatted(name, input));
    }
    return OnnxTensor.createTensor(RUNTIME, LongBuffer.wrap(values), new long[] {1, ids.length});
  }

  private static float[][] vectors(OnnxTensor tensor) {
    long[] shape = tensor.getInfo().getShape(); // [1, tokens, width]
    FloatBuffer values = tensor.getFloatBuffer();
    float[][] vectors = new float[(int) shape[1]][(int) shape[2]];
    for (float[] vector : vectors) {
      values.get(vector);
    }
    return vectors;
  }

  @Override
  public void close() {
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new EncoderException("Cannot close %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
