package io.quantgrid.core.quantize;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a model was made from.
 *
 * @param base folder of the model that it was tuned from, or that the adapter adapts
 * @param adapter folder of the adapter that is merged into the model
 */
public record ModelOrigin(Path base, Optional<Path> adapter) {}
