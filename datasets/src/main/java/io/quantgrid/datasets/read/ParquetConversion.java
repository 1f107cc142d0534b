package io.quantgrid.datasets.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * Parquet, a row group at a time. A compressed file is unpacked first, as its end is read first.
 */
record ParquetConversion(DataFile file) implements Conversion {
  private static final Pattern OBJECT = Pattern.compile("\\S+@[0-9a-f]+ ");

  @Override
  public String expected() {
    return "Parquet";
  }

  @Override
  public void write(DocumentWriter out) throws IOException {
    if (file.compression() == Compression.NONE) {
      read(file.path(), out);
      return;
    }
    Path plain = Files.createTempFile("quantgrid-", ".parquet");
    try {
      try (InputStream in = file.compression().open(file.path());
          var to = Files.newOutputStream(plain)) {
        in.transferTo(to);
      }
      read(plain, out);
    } finally {
      Files.delete(plain);
    }
  }

  private static void read(Path path, DocumentWriter out) throws IOException {
    out.unit(DocumentWriter.Unit.ROW);
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path))) {
      MessageType schema = reader.getFooter().getFileMetaData().getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      long row = 1;
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            columns.getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          write(row, records, out);
          row++;
        }
      }
    } catch (RuntimeException e) { // what the library throws on files that are damaged
      if (e instanceof UncheckedIOException) {
        throw e;
      }
      throw new IOException(reason(e) + ": is the file cut, or no Parquet?", e);
    }
  }

  /** What the library says, without its objects' names. */
  private static String reason(RuntimeException e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : OBJECT.matcher(e.getMessage()).replaceAll("");
  }

  private static void write(long row, RecordReader<Group> records, DocumentWriter out)
      throws IOException {
    try {
      out.write(row, ParquetValues.struct(records.read()));
    } catch (IOException e) {
      throw new IOException("row " + row + ": " + e.getMessage(), e);
    }
  }
}
