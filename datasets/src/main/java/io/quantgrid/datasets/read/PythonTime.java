package io.quantgrid.datasets.read;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;

/** Dates and times as Python's {@code str} writes them. */
final class PythonTime {
  private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final int NANOS_PER_MICRO = 1000;

  private PythonTime() {}

  /** {@code 2026-01-31}. */
  static String date(long daysSinceEpoch) {
    return LocalDate.ofEpochDay(daysSinceEpoch).toString();
  }

  /** {@code 12:34:56} with as many decimals as there are. */
  static String time(long sinceMidnight, TimeUnit unit) {
    return text(LocalTime.MIDNIGHT.plus(sinceMidnight, unit(unit)));
  }

  /** {@code 2026-01-31 12:34:56}, with {@code +00:00} where the file says that this is UTC. */
  static String timestamp(long sinceEpoch, TimeUnit unit, boolean isUtc) {
    return text(Instant.EPOCH.plus(sinceEpoch, unit(unit))) + (isUtc ? "+00:00" : "");
  }

  /** Hive's old timestamps: nanoseconds of the day, then the Julian day, little-endian. */
  static String int96(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long nanos = buffer.getLong();
    long day = (long) buffer.getInt() - JULIAN_DAY_OF_EPOCH;
    return text(Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos));
  }

  private static String text(Instant instant) {
    LocalDateTime at = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    return at.toLocalDate() + " " + text(at.toLocalTime());
  }

  private static String text(LocalTime time) {
    int nanos = time.getNano();
    String seconds =
        String.format(
            Locale.ROOT, "%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond());
    if (nanos == 0) {
      return seconds;
    }
    return nanos % NANOS_PER_MICRO == 0
        ? String.format(Locale.ROOT, "%s.%06d", seconds, nanos / NANOS_PER_MICRO)
        : String.format(Locale.ROOT, "%s.%09d", seconds, nanos);
  }

  private static ChronoUnit unit(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> ChronoUnit.MILLIS;
      case MICROS -> ChronoUnit.MICROS;
      case NANOS -> ChronoUnit.NANOS;
    };
  }
}
