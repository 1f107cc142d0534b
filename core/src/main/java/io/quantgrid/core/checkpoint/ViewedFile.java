package io.quantgrid.core.checkpoint;

import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The tensors of several files under other names. */
final class ViewedFile implements WeightFile {
  private final Map<String, WeightFile> files;
  private final NavigableMap<String, TensorView> views;

  /**
   * @param files by the names of their tensors
   * @param views by the names that they are to have
   */
  ViewedFile(Map<String, WeightFile> files, Map<String, TensorView> views) {
    this.files = Map.copyOf(files);
    this.views = new TreeMap<>(views);
    this.views.forEach(
        (name, view) -> {
          if (!view.isWhole()) {
            declared(name); // refuses what cannot be seen
          }
        });
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(views.navigableKeySet());
  }

  @Override
  public long elements(String name) {
    return Shapes.elements(declared(name).shape());
  }

  @Override
  public Declared declared(String name) {
    TensorView view = views.get(name);
    return view.declared(name, file(view).declared(view.source()));
  }

  /** Of what is seen of a tensor, its share. */
  @Override
  public long storedBytes(String name) {
    TensorView view = views.get(name);
    WeightFile file = file(view);
    long all = Shapes.elements(file.declared(view.source()).shape());
    long bytes = file.storedBytes(view.source());
    return all == 0 ? 0 : Math.round((double) bytes * elements(name) / all);
  }

  @Override
  public StoredTensor tensor(String name) {
    TensorView view = views.get(name);
    return ViewedTensor.of(name, view, file(view).tensor(view.source()));
  }

  private WeightFile file(TensorView view) {
    WeightFile file = files.get(view.source());
    if (file == null) {
      throw new CheckpointException(
          "Cannot read tensor: %s (expected one of the checkpoint's)".formatted(view.source()));
    }
    return file;
  }

  @Override
  public void close() {
    files.values().forEach(WeightFile::close);
  }
}
