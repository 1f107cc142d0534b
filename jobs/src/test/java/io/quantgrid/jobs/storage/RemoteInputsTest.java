package io.quantgrid.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quantgrid.core.grid.CatalogException;
import io.quantgrid.core.grid.ModelRef;
import io.quantgrid.core.grid.ResolvedModel;
import io.quantgrid.core.grid.TaskRef;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.pocket.PocketModels;
import io.quantgrid.datasets.pocket.PocketTasks;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class RemoteInputsTest {
  private final Configuration configuration = new Configuration();
  private final RemoteInputs inputs = new RemoteInputs(configuration);
  private final StandardCatalog catalog = new StandardCatalog(inputs::localize);

  @Test
  void a_model_and_a_task_on_hdfs_are_what_they_are_here() throws Exception {
    Path folder = new Path(Hdfs.newFolder());
    FileSystem hdfs = folder.getFileSystem(configuration);
    java.nio.file.Path model = PocketModels.folder("pocket-s");
    hdfs.copyFromLocalFile(new Path(model.toUri()), new Path(folder, "model"));
    java.nio.file.Path task = PocketTasks.file("pocket_ethics");
    hdfs.copyFromLocalFile(new Path(task.getParent().toUri()), new Path(folder, "tasks"));

    ResolvedModel remote = catalog.model(new ModelRef("m", folder + "/model"));
    assertThat(remote.hash()).isEqualTo(catalog.model(new ModelRef("m", "pocket-s")).hash());
    TaskRef ref =
        new TaskRef(Optional.empty(), Optional.of(folder + "/tasks/" + task.getFileName()));
    assertThat(catalog.tasks(ref).get(0).digest())
        .isEqualTo(
            catalog
                .tasks(new TaskRef(Optional.of("pocket_ethics"), Optional.empty()))
                .get(0)
                .digest());
  }

  @Test
  void a_file_that_changes_is_copied_again() throws Exception {
    Path folder = new Path(Hdfs.newFolder());
    FileSystem hdfs = folder.getFileSystem(configuration);
    for (String text : new String[] {"one", "three"}) {
      try (var out = hdfs.create(new Path(folder, "a.txt"), true)) {
        out.writeBytes(text);
      }
      assertThat(Files.readString(inputs.localize(folder + "/a.txt"))).isEqualTo(text);
    }
  }

  @Test
  void what_is_not_there_is_said_so() throws Exception {
    String missing = Hdfs.newFolder();
    assertThatThrownBy(() -> inputs.localize(missing))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining(missing);
    assertThatThrownBy(() -> inputs.localize("nosuch://host/a"))
        .isInstanceOf(CatalogException.class)
        .hasMessageContaining("nosuch");
  }
}
