package io.quantgrid.core.metric;

import io.quantgrid.core.checkpoint.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that holds an encoder in ONNX: model.onnx, with the weights in files beside it whose
 * names begin so where exporters wrote them apart, and tokenizer.json.
 */
public record EncoderFolder(Path path) {
  private static final String MODEL = "model.onnx";
  private static final String TOKENIZER = "tokenizer.json";

  /** What else changes a result, where it is there. */
  private static final List<String> SMALL_FILES =
      List.of("special_tokens_map.json", "tokenizer_config.json");

  /**
   * @throws EncoderException naming all that is missing
   */
  public EncoderFolder {
    if (!Files.isDirectory(path)) {
      throw problem(path, Files.exists(path) ? "not a folder" : "no such folder");
    }
    List<String> missing =
        Stream.of(MODEL, TOKENIZER)
            .filter(name -> !Files.isRegularFile(path.resolve(name)))
            .toList();
    if (!missing.isEmpty()) {
      throw problem(path, "no " + String.join(" and no ", missing));
    }
  }

  private static EncoderException problem(Path path, String what) {
    return new EncoderException(
        "Cannot use encoder %s: %s (expected a folder with %s and %s)"
            .formatted(path, what, MODEL, TOKENIZER));
  }

  /**
   * The content hash of what decides embeddings, 64 hexadecimal digits; the same wherever the
   * folder lies.
   *
   * @throws EncoderException if the folder cannot be listed
   */
  public String hash() {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(path)) {
      entries
          .filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(MODEL)
                    || name.equals(TOKENIZER)
                    || SMALL_FILES.contains(name);
              })
          .filter(Files::isRegularFile)
          .sorted()
          .forEach(files::add);
    } catch (IOException e) {
      throw new EncoderException("Cannot list %s: %s".formatted(path, e.getMessage()), e);
    }
    return Fingerprint.of(path, files);
  }
}
