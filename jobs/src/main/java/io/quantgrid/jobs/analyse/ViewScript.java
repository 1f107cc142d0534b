package io.quantgrid.jobs.analyse;

import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;

/** Statements that make tables and views of an output folder known to another program. */
public enum ViewScript {
  /** For spark-sql and notebooks; views are temporary. */
  SPARK {
    @Override
    String base(BaseTable table, String folder) {
      String among =
          table == BaseTable.LAYERS
              ? ", recursiveFileLookup 'true', pathGlobFilter 'layers.parquet'"
              : "";
      return "(%s)%nUSING parquet OPTIONS (path %s%s)"
          .formatted(table.schema().toDDL(), quoted(folder), among);
    }

    @Override
    String create(String name) {
      return "CREATE OR REPLACE TEMPORARY VIEW " + name;
    }

    @Override
    String quoted(String text) {
      return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    @Override
    String type(DataType type) {
      return type.sql();
    }
  },

  /** For DuckDB 1.4 or later. */
  DUCKDB {
    @Override
    String base(BaseTable table, String folder) {
      // Columns that the files lack come from the first SELECT.
      return """
      AS
      %s
      UNION ALL BY NAME
      SELECT * FROM read_parquet(%s, union_by_name = true, hive_partitioning = %s, hive_types_autocast = false)\
      """
          .formatted(nothing(table), quoted(folder + table.below()), table == BaseTable.SAMPLES);
    }

    @Override
    String create(String name) {
      return "CREATE OR REPLACE VIEW " + name;
    }

    @Override
    String quoted(String text) {
      return "'" + text.replace("'", "''") + "'";
    }

    @Override
    String type(DataType type) {
      if (type instanceof ArrayType array) {
        return type(array.elementType()) + "[]";
      } else if (type instanceof MapType map) {
        return "MAP(" + type(map.keyType()) + ", " + type(map.valueType()) + ")";
      } else if (type instanceof StructType struct) {
        return Arrays.stream(struct.fields())
            .map(field -> '"' + field.name() + "\" " + type(field.dataType()))
            .collect(Collectors.joining(", ", "STRUCT(", ")"));
      } else if (type instanceof TimestampType) {
        return "TIMESTAMPTZ";
      }
      return type instanceof StringType ? "VARCHAR" : type.sql();
    }
  };

  /** One statement per table and per view, in order, without semicolons. */
  public List<String> statements(OutputFolder output) throws IOException {
    List<String> statements = new ArrayList<>();
    for (BaseTable table : BaseTable.values()) {
      statements.add(
          create(table.title())
              + " "
              + (table.files(output).isEmpty()
                  ? "AS " + nothing(table)
                  : base(table, folder(output, table))));
    }
    for (String name : Views.NAMES) {
      statements.add(create(name) + " AS\n" + Views.statement(name));
    }
    return statements;
  }

  /** A path on this machine's disk or a URI. */
  private static String folder(OutputFolder output, BaseTable table) {
    String uri = output.uri(table.folder());
    return uri.startsWith("file:") ? new Path(uri).toUri().getPath() : uri;
  }

  /** A SELECT of no row with all columns. */
  String nothing(BaseTable table) {
    return Arrays.stream(table.schema().fields())
        .map(this::missing)
        .collect(Collectors.joining(", ", "SELECT ", " WHERE false"));
  }

  private String missing(StructField field) {
    return "CAST(NULL AS " + type(field.dataType()) + ") AS " + field.name();
  }

  /** What follows the name of a table that is there. */
  abstract String base(BaseTable table, String folder);

  abstract String create(String name);

  abstract String quoted(String text);

  abstract String type(DataType type);
}
