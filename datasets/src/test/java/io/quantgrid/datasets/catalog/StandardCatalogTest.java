package io.quantgrid.datasets.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.evaluate.Task;
import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.core.grid.ModelRef;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.datasets.pocket.PocketTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandardCatalogTest {
  private static final StandardCatalog CATALOG = new StandardCatalog();

  @TempDir Path folder;

  @Test
  void every_embedded_model_resolves() {
    for (String name : CATALOG.modelNames()) {
      ResolvedModel model = CATALOG.model(new ModelRef(name, name));
      assertThat(model.folder().resolve("tokenizer.json")).isRegularFile();
      assertThat(model.family()).isEqualTo("llama");
      assertThat(model.maxLength()).isEqualTo(1024);
      assertThat(model.parameters()).isEqualTo(name.equals("pocket-m") ? 3_672_320L : 1_049_728L);
      assertThat(model.hash()).matches("[0-9a-f]{64}");
    }
  }

  @Test
  void a_folder_resolves_to_the_same_content_as_the_embedded_model() throws IOException {
    Path copy = copy();
    ResolvedModel model = CATALOG.model(new ModelRef("mine", copy.toString()));
    assertThat(model.ref().name()).isEqualTo("mine");
    assertThat(model.hash()).isEqualTo(CATALOG.model(new ModelRef("pocket-s", "pocket-s")).hash());
    assertThat(CATALOG.model(new ModelRef("mine", copy.toUri().toString())).hash())
        .isEqualTo(model.hash());
  }

  @Test
  void a_broken_folder_is_an_error_that_says_what_is_missing() throws IOException {
    Path copy = copy();
    Files.delete(copy.resolve("tokenizer.json"));
    assertModelError(copy.toString(), "has no tokenizer.json");
    Files.delete(copy.resolve("config.json"));
    assertModelError(copy.toString(), "has no config.json and no tokenizer.json");
    assertModelError(folder.resolve("none").toString(), "does not exist");
    Path other = copy("other");
    Files.delete(other.resolve("model.safetensors"));
    assertModelError(other.toString(), "no *.safetensors");
    Path family = copy("family");
    String config = Files.readString(family.resolve("config.json"));
    Files.writeString(family.resolve("config.json"), config.replace("\"llama\"", "\"gpt9\""));
    assertModelError(family.toString(), "gpt9");
    assertModelError("pocket-x", "did you mean pocket-");
    assertModelError("hdfs://host/model", "path on this machine");
  }

  @Test
  void damaged_weights_are_left_to_whoever_loads_them() throws IOException {
    Path cut = copy();
    byte[] weights = Files.readAllBytes(cut.resolve("model.safetensors"));
    Files.write(
        cut.resolve("model.safetensors"), java.util.Arrays.copyOf(weights, weights.length / 2));
    ResolvedModel model = CATALOG.model(new ModelRef("cut", cut.toString()));
    assertThat(model.parameters()).isZero();
    assertThat(model.family()).isEqualTo("llama");
    assertThat(model.hash())
        .isNotEqualTo(CATALOG.model(new ModelRef("pocket-s", "pocket-s")).hash());
  }

  @Test
  void other_schemes_are_localized_by_the_caller() throws IOException {
    Path copy = copy();
    StandardCatalog catalog =
        new StandardCatalog(
            uri -> uri.endsWith(".yaml") ? PocketTasks.file("pocket_ethics") : copy);
    assertThat(catalog.model(new ModelRef("m", "s3a://bucket/m")).folder()).isEqualTo(copy);
    assertThat(catalog.tasks(new TaskRef(Optional.empty(), Optional.of("hdfs://h/t.yaml"))))
        .extracting(Task::name)
        .containsExactly("pocket_ethics");
  }

  @Test
  void names_groups_and_files_give_their_tasks() {
    assertThat(CATALOG.tasks(named("pocket"))).hasSize(11);
    assertThat(CATALOG.tasks(named("pocket_ethics_4shot")))
        .extracting(Task::shots)
        .containsExactly(4);
    TaskRef file =
        new TaskRef(Optional.empty(), Optional.of(PocketTasks.file("pocket").toString()));
    assertThat(CATALOG.tasks(file)).hasSize(11);
    assertThat(CATALOG.group(named("pocket"))).isPresent();
    assertThat(CATALOG.group(named("pocket_ethics"))).isEmpty();
  }

  @Test
  void what_is_not_known_or_does_not_load_is_a_catalog_exception() throws IOException {
    assertThatThrownBy(() -> CATALOG.tasks(named("pocket_storis")))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("did you mean pocket_stories");
    Path broken = Files.writeString(folder.resolve("t.yaml"), "task: [");
    assertThatThrownBy(
            () -> CATALOG.tasks(new TaskRef(Optional.empty(), Optional.of(broken.toString()))))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("t.yaml");
  }

  private static TaskRef named(String name) {
    return new TaskRef(Optional.of(name), Optional.empty());
  }

  private static void assertModelError(String location, String message) {
    assertThatThrownBy(() -> CATALOG.model(new ModelRef("mine", location)))
        .isInstanceOf(CatalogException.class)
        .hasMessageStartingWith("Cannot ")
        .hasMessageContaining(message);
  }

  private Path copy() throws IOException {
    return copy("copy");
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(PocketModels.folder("pocket-s"))) {
      for (Path file : List.copyOf(files.toList())) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }
}
