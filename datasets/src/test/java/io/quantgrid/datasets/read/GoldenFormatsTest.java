package io.quantgrid.datasets.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against what pyarrow 26.0.1 and pandas 3.1.1 read; resources/read/make_goldens.py wrote it. */
class GoldenFormatsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void parquet_of_every_type_reads_as_pyarrow_reads_it() throws IOException {
    Path file = folder.resolve("types.parquet");
    try (InputStream in = resource("types.parquet")) {
      Files.copy(in, file);
    }
    List<Map<String, Object>> read = rows(file);
    List<Map<String, Object>> expected = rows(json("types.json"));
    assertThat(read).hasSameSizeAs(expected);
    for (int i = 0; i < read.size(); i++) {
      for (String column : expected.get(i).keySet()) {
        assertThat(read.get(i))
            .describedAs("row %d", i)
            .containsEntry(column, expected.get(i).get(column));
      }
      assertThat(read.get(i)).hasSameSizeAs(expected.get(i));
    }
  }

  @Test
  void separated_values_read_as_pandas_reads_them() throws IOException {
    JsonNode cases = JSON.readTree(Files.readAllBytes(json("csv.json")));
    assertThat(cases).hasSizeGreaterThan(15);
    for (JsonNode one : cases) {
      String text = one.get("text").asText();
      Path file = Written.text(folder.resolve("case.csv"), text);
      Path expected = folder.resolve("case.json");
      Files.writeString(expected, one.get("rows").toString());
      assertThat(rows(file)).describedAs(text).isEqualTo(rows(expected));
    }
  }

  private List<Map<String, Object>> rows(Path file) {
    Documents read = new DocumentFiles(folder.resolve("cache")).open(file, ReadOptions.NONE);
    return read.read(0, read.size()).stream().map(Document::fields).toList();
  }

  private Path json(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = resource(name)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static InputStream resource(String name) {
    return GoldenFormatsTest.class.getResourceAsStream("/read/" + name);
  }
}
