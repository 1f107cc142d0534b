package io.quantgrid.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextLinesTest {
  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static List<String> texts(Task task) {
    return task.items(0, task.size()).stream()
        .map(item -> ((Request.Rolling) item.requests().get(0)).text())
        .toList();
  }

  @Test
  void every_line_that_is_not_blank_is_a_text() throws IOException {
    Task task = TextLines.read(file("a.txt", "one\r\n\n two \n\u00fcber\n"));
    assertThat(texts(task)).containsExactly("one", " two ", "\u00fcber");
    assertThat(task.metrics()).isEmpty();
    List<int[]> ids = CalibrationTexts.of(task, LetterTokenizer.withoutBos(), 2, 3, 1);
    assertThat(ids).hasSize(2).allMatch(text -> text.length <= 3);
  }

  @Test
  void objects_have_a_text_each() throws IOException {
    Task task =
        TextLines.read(file("a.jsonl", "{\"text\": \"a\\nb\", \"id\": 1}\n\n{\"text\": \"c\"}"));
    assertThat(texts(task)).containsExactly("a\nb", "c");
  }

  @Test
  void the_digest_is_that_of_the_contents() throws IOException {
    String digest = TextLines.read(file("a.txt", "one\n")).digest();
    assertThat(TextLines.read(file("b.txt", "one\n")).digest()).isEqualTo(digest).hasSize(64);
    assertThat(TextLines.read(file("a.txt", "two\n")).digest()).isNotEqualTo(digest);
  }

  @Test
  void what_holds_no_texts_is_refused() throws IOException {
    Path blank = file("a.txt", " \n");
    assertThatThrownBy(() -> TextLines.read(blank))
        .isInstanceOf(TaskException.class)
        .hasMessageEndingWith("a.txt: empty (expected a text a line)");
    Path number = file("a.jsonl", "{\"text\": \"a\"}\n{\"text\": 1}\n");
    assertThatThrownBy(() -> TextLines.read(number)).hasMessageContaining("a.jsonl:2 (expected");
    Path broken = file("b.jsonl", "{\"text\"\n");
    assertThatThrownBy(() -> TextLines.read(broken)).hasMessageContaining("b.jsonl:1 (expected");
    Path latin = folder.resolve("c.txt");
    Files.write(latin, "\u00fc".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TextLines.read(latin)).hasMessageContaining("no UTF-8");
    assertThatThrownBy(() -> TextLines.read(folder.resolve("d.txt")))
        .hasMessageContaining("expected a file");
  }
}
