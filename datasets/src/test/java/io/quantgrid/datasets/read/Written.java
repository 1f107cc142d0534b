package io.quantgrid.datasets.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes the same documents in every format. */
final class Written {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Written() {}

  static Path jsonLines(Path file, List<Map<String, Object>> documents) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> one : documents) {
      text.append(JSON.writeValueAsString(one)).append('\n');
    }
    return Files.writeString(file, text);
  }

  static Path json(Path file, List<Map<String, Object>> documents) throws IOException {
    return Files.writeString(
        file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(documents));
  }

  static Path columns(Path file, List<Map<String, Object>> documents) throws IOException {
    Map<String, List<Object>> columns = new LinkedHashMap<>();
    documents.forEach(
        one ->
            one.forEach(
                (key, value) ->
                    columns.computeIfAbsent(key, k -> new java.util.ArrayList<>()).add(value)));
    return Files.writeString(file, JSON.writeValueAsString(columns));
  }

  static Path csv(Path file, String delimiter, List<Map<String, Object>> documents)
      throws IOException {
    StringBuilder text = new StringBuilder("\ufeff");
    text.append(line(delimiter, List.copyOf(documents.get(0).keySet())));
    documents.forEach(one -> text.append(line(delimiter, new java.util.ArrayList<>(one.values()))));
    return Files.writeString(file, text);
  }

  private static String line(String delimiter, List<?> values) {
    return values.stream().map(Written::quoted).collect(Collectors.joining(delimiter)) + "\r\n";
  }

  private static String quoted(Object value) {
    String text = value == null ? "" : String.valueOf(value);
    return value instanceof String ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  /** Documents with the columns of {@link DocumentFilesTest}. */
  static Path parquet(Path file, CompressionCodecName codec, List<Map<String, Object>> documents)
      throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            """
            message documents {
              optional binary question (STRING);
              optional int64 label;
              optional double score;
              optional boolean flag;
              optional binary note (STRING);
            }
            """);
    return parquet(
        file, schema, codec, documents.stream().map(one -> (Group) group(schema, one)).toList());
  }

  static Path parquet(Path file, MessageType schema, CompressionCodecName codec, List<Group> rows)
      throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(schema)
            .withCompressionCodec(codec)
            .withRowGroupSize(4096L)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    return file;
  }

  private static SimpleGroup group(MessageType schema, Map<String, Object> document) {
    SimpleGroup group = new SimpleGroup(schema);
    document.forEach(
        (key, value) -> {
          if (value instanceof String text) {
            group.add(key, text);
          } else if (value instanceof Long number) {
            group.add(key, number);
          } else if (value instanceof Double number) {
            group.add(key, number);
          } else if (value instanceof Boolean flag) {
            group.add(key, flag);
          }
        });
    return group;
  }

  /** The file compressed, beside it. */
  static Path gzip(Path file) throws IOException {
    Path target = file.resolveSibling(file.getFileName() + ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(target))) {
      Files.copy(file, out);
    }
    return target;
  }

  /** The file compressed, beside it. */
  static Path zstd(Path file) throws IOException {
    Path target = file.resolveSibling(file.getFileName() + ".zst");
    try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(target))) {
      Files.copy(file, out);
    }
    return target;
  }

  static Path text(Path file, String text) throws IOException {
    return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
