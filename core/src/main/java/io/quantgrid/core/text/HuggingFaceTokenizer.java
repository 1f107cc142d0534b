package io.quantgrid.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.quantgrid.core.checkpoint.CheckpointException;
import io.quantgrid.core.checkpoint.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The tokenizer of a Hugging Face folder: tokenizer.json through the library that it was written
 * by, tokenizer_config.json and special_tokens_map.json for the rest. Never truncates or pads. Ids
 * of lines that come again are reused where words end there for certain.
 */
public final class HuggingFaceTokenizer implements Tokenizer {
  private static final String PROBE = "a";

  private final NativeTokenizer library;
  private final Optional<LineIds> lines;
  private final Optional<TokenFrame> frame;
  private final boolean cleansUp;
  private final OptionalInt bos;
  private final OptionalInt eos;
  private final String bosText;
  private final String eosText;
  private final String chatTemplate;
  private final OptionalInt maxLength;
  private final int[] ordinary;

  private HuggingFaceTokenizer(
      NativeTokenizer library,
      TokenizerFiles files,
      Vocabulary vocabulary,
      Optional<LineCuts> cuts) {
    this.library = library;
    this.lines =
        cuts.map(where -> new LineIds(where, text -> library.encode(text, SpecialTokens.WITHOUT)));
    this.frame =
        lines.flatMap(
            known ->
                TokenFrame.of(
                    library.encode(PROBE, SpecialTokens.WITHOUT),
                    library.encode(PROBE, SpecialTokens.WITH)));
    this.cleansUp = files.cleansUp();
    this.bosText = files.special("bos_token");
    this.eosText = files.special("eos_token");
    this.bos = vocabulary.id(bosText);
    this.eos = vocabulary.id(eosText);
    this.chatTemplate = files.chatTemplate();
    this.maxLength = files.maxLength();
    this.ordinary = vocabulary.ordinary();
  }

  /**
   * Opens the tokenizer of a model's folder, or of a GGUF file.
   *
   * @throws TextException if a file is missing or unsound; the message names it
   */
  public static HuggingFaceTokenizer open(Path folder) {
    NativeTokenizer library = null;
    try {
      ModelFiles model = ModelFiles.of(folder);
      TokenizerFiles files = new TokenizerFiles(model);
      Path file = model.place(TokenizerFiles.TOKENIZER);
      // Parsed here first: the native library gets only sound UTF-8 JSON of bounded depth.
      JsonNode root = model.json(TokenizerFiles.TOKENIZER);
      Vocabulary vocabulary = new Vocabulary(root, file);
      library = NativeTokenizer.of(model.text(TokenizerFiles.TOKENIZER), file);
      HuggingFaceTokenizer opened =
          new HuggingFaceTokenizer(library, files, vocabulary, LineCuts.of(root));
      library = null;
      return opened;
    } catch (CheckpointException e) {
      throw new TextException(e.getMessage(), e);
    } catch (IOException e) {
      throw new TextException(
          "Cannot read %s: %s (expected a readable tokenizer)".formatted(folder, e), e);
    } finally {
      if (library != null) {
        library.close();
      }
    }
  }

  @Override
  public int[] encode(String text) {
    return frame.isPresent()
        ? frame.get().around(lines.orElseThrow().of(text))
        : library.encode(text, SpecialTokens.WITH);
  }

  @Override
  public int[] ordinary() {
    return ordinary.clone();
  }

  @Override
  public int[] encodePlain(String text) {
    return lines.isPresent() ? lines.get().of(text) : library.encode(text, SpecialTokens.WITHOUT);
  }

  /**
   * One after another on the calling thread: the library's own batches would start a thread per
   * core under every task slot.
   */
  @Override
  public List<int[]> encodeAll(List<String> texts) {
    return texts.stream().map(this::encode).toList();
  }

  @Override
  public String decode(int[] ids) {
    return cleaned(library.decode(ids, SpecialTokens.WITH));
  }

  @Override
  public String decodePlain(int[] ids) {
    return cleaned(library.decode(ids, SpecialTokens.WITHOUT));
  }

  @Override
  public OptionalInt bos() {
    return bos;
  }

  @Override
  public OptionalInt eos() {
    return eos;
  }

  @Override
  public String bosText() {
    return bosText;
  }

  @Override
  public String eosText() {
    return eosText;
  }

  @Override
  public String chatTemplate() {
    return chatTemplate;
  }

  @Override
  public OptionalInt maxLength() {
    return maxLength;
  }

  @Override
  public void close() {
    library.close();
  }

  /** As transformers 4.57, {@code PreTrainedTokenizerBase.clean_up_tokenization}. */
  private String cleaned(String text) {
    if (!cleansUp) {
      return text;
    }
    return text.replace(" .", ".")
        .replace(" ?", "?")
        .replace(" !", "!")
        .replace(" ,", ",")
        .replace(" ' ", "'")
        .replace(" n't", "n't")
        .replace(" 'm", "'m")
        .replace(" 's", "'s")
        .replace(" 've", "'ve")
        .replace(" 're", "'re");
  }
}
