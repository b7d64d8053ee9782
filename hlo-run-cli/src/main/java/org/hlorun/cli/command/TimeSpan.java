package org.hlorun.cli.command;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 30s}, {@code 1.5m}, {@code 2h}, {@code 200ms} or a number of seconds. */
final class TimeSpan implements ITypeConverter<Duration> {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)?");

  @Override
  public Duration convert(String text) {
    Matcher matcher = SPAN.matcher(text.toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      double number = Double.parseDouble(matcher.group(1));
      double seconds =
          switch (matcher.group(2)) {
            case "ms" -> number / 1000;
            case "m" -> number * 60;
            case "h" -> number * 3600;
            case null, default -> number;
          };
      Duration span = Duration.ofNanos((long) Math.min(seconds * 1e9, Long.MAX_VALUE));
      if (!span.isZero()) {
        return span;
      }
    }
    throw new TypeConversionException("'" + text + "' is not a time such as 30s, 200ms or 5m");
  }
}
