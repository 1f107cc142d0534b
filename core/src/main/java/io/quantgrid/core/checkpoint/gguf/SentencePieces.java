package io.quantgrid.core.checkpoint.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * SentencePiece's BPE as a model of the tokenizers library, as transformers converts Llama 2's: of
 * two merges the one whose piece has the higher score comes first; unknown characters are bytes.
 */
final class SentencePieces {
  private static final String SPACE = "\u2581";
  private static final String PREFIX = Tokens.KEY + "add_space_prefix";

  private final GgufFile file;
  private final Tokens tokens;

  SentencePieces(GgufFile file, Tokens tokens) {
    this.file = file;
    this.tokens = tokens;
  }

  private record Merge(String left, String right, double score, int leftId, int rightId) {}

  void addTo(ObjectNode root) {
    boolean prefix = file.metadata().path(PREFIX).asBoolean(true);
    root.set("normalizer", normalizer(prefix));
    root.putNull("pre_tokenizer");
    root.set("post_processor", new TextEnds(file, tokens).template(TextEnds.Bos.UNLESS_REFUSED));
    root.set("decoder", decoder(prefix));
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("dropout");
    TokenIds.of(file)
        .unknown()
        .ifPresentOrElse(
            id -> model.put("unk_token", tokens.text(id)), () -> model.putNull("unk_token"));
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    Map<String, Integer> ids = tokens.ids();
    ids.forEach(vocabulary::put);
    ArrayNode merges = model.putArray("merges");
    for (Merge merge : merges(ids)) {
      merges.addArray().add(merge.left()).add(merge.right());
    }
  }

  private List<Merge> merges(Map<String, Integer> ids) {
    double[] scores = tokens.scores();
    List<Merge> merges = new ArrayList<>();
    for (Map.Entry<String, Integer> entry : ids.entrySet()) {
      String text = entry.getKey();
      if (!tokens.isNormal(entry.getValue())) {
        continue;
      }
      for (int at = text.offsetByCodePoints(0, text.isEmpty() ? 0 : 1);
          at < text.length();
          at = text.offsetByCodePoints(at, 1)) {
        Integer left = ids.get(text.substring(0, at));
        Integer right = ids.get(text.substring(at));
        if (left != null && right != null) {
          merges.add(
              new Merge(
                  text.substring(0, at),
                  text.substring(at),
                  scores[entry.getValue()],
                  left,
                  right));
        }
      }
    }
    merges.sort(
        Comparator.comparingDouble((Merge merge) -> -merge.score())
            .thenComparingInt(Merge::leftId)
            .thenComparingInt(Merge::rightId));
    return merges;
  }

  private static JsonNode normalizer(boolean prefix) {
    ObjectNode replace = typed("Replace");
    replace.putObject("pattern").put("String", " ");
    replace.put("content", SPACE);
    if (!prefix) {
      return replace;
    }
    ObjectNode sequence = typed("Sequence");
    sequence.putArray("normalizers").add(typed("Prepend").put("prepend", SPACE)).add(replace);
    return sequence;
  }

  private static JsonNode decoder(boolean prefix) {
    ObjectNode replace = typed("Replace");
    replace.putObject("pattern").put("String", SPACE);
    replace.put("content", " ");
    ObjectNode sequence = typed("Sequence");
    ArrayNode decoders = sequence.putArray("decoders");
    decoders.add(replace).add(typed("ByteFallback")).add(typed("Fuse"));
    if (prefix) {
      decoders.add(typed("Strip").put("content", " ").put("start", 1).put("stop", 0));
    }
    return sequence;
  }

  private static ObjectNode typed(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
