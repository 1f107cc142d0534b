package io.quantgrid.jobs.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A notebook as it is stored.
 *
 * @param cells sources of its code cells
 * @param outputs of all code cells
 */
record Notebook(Path file, String language, List<String> cells, List<JsonNode> outputs) {
  /** Where the project's notebooks are, from the module's folder, where tests run. */
  static final Path FOLDER = Path.of("../notebooks").toAbsolutePath().normalize();

  static List<Notebook> all() throws IOException {
    List<Notebook> notebooks = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".ipynb")).sorted().toList()) {
        notebooks.add(read(file));
      }
    }
    return notebooks;
  }

  private static Notebook read(Path file) throws IOException {
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    List<String> cells = new ArrayList<>();
    List<JsonNode> outputs = new ArrayList<>();
    for (JsonNode cell : root.get("cells")) {
      if (cell.get("cell_type").asText().equals("code")) {
        cells.add(text(cell.get("source")));
        cell.get("outputs").forEach(outputs::add);
      }
    }
    String language = root.at("/metadata/kernelspec/language").asText();
    return new Notebook(file, language, List.copyOf(cells), List.copyOf(outputs));
  }

  /** A text that is stored as one, or as its lines. */
  static String text(JsonNode node) {
    if (!node.isArray()) {
      return node.asText();
    }
    StringBuilder text = new StringBuilder();
    node.forEach(line -> text.append(line.asText()));
    return text.toString();
  }

  @Override
  public String toString() {
    return String.valueOf(file.getFileName());
  }
}
