package io.quantgrid.jobs.storage;

import io.quantgrid.core.grid.WorkUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A unit's name in files and footers: {@code <cell>-<first>-<count>}. */
public final class UnitName {
  private static final Pattern NAME = Pattern.compile("([^/]+)-(\\d{1,9})-(\\d{1,9})");

  private UnitName() {}

  public static String of(WorkUnit unit) {
    return unit.cellId() + "-" + unit.first() + "-" + unit.count();
  }

  /** The unit behind a name; empty when the name is not one. */
  public static Optional<WorkUnit> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches() || Integer.parseInt(matcher.group(3)) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new WorkUnit(
            matcher.group(1),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3))));
  }
}
