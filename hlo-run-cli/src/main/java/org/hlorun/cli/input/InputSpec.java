package org.hlorun.cli.input;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * One {@code --input} or {@code --infeed}: {@code [DEVICE:][PARAMETER=][SHAPE=]VALUES} or {@code
 * [DEVICE:][PARAMETER=]@FILE}.
 *
 * @param text the whole, for messages
 * @param device the one device it is for; every device if empty
 * @param parameter the parameter's name or number; the next one in order if empty
 * @param shape the shape written down, if any
 * @param value where the values come from
 */
record InputSpec(
    String text,
    OptionalInt device,
    Optional<String> parameter,
    Optional<ArrayShape> shape,
    Value value) {

  /** Where the values of an input come from. */
  sealed interface Value {
    /** An array file. */
    record InFile(Path file) implements Value {}

    /** Made-up values. */
    record MadeUp(Distribution distribution) implements Value {}

    /** Written on the command line. */
    record Written(String values) implements Value {}
  }

  private static final Pattern DEVICE = Pattern.compile("(\\d{1,9}):(?=.)");
  private static final Pattern SHAPE = Pattern.compile("((?:\\d+x)*)([a-z]+[0-9][a-z0-9]*|pred)");

  /**
   * Reads one.
   *
   * @param option the option that it is the value of, for messages
   * @throws HloException {@code USAGE} if it cannot be understood
   */
  static InputSpec parse(String text, String option) {
    String rest = text;
    OptionalInt device = OptionalInt.empty();
    Matcher prefix = DEVICE.matcher(rest);
    if (prefix.lookingAt()) {
      device = OptionalInt.of(Integer.parseInt(prefix.group(1)));
      rest = rest.substring(prefix.end());
    }
    Optional<String> parameter = Optional.empty();
    Optional<ArrayShape> shape = Optional.empty();
    int equals = rest.indexOf('=');
    if (!rest.startsWith("@") && equals >= 0) {
      shape = shape(rest.substring(0, equals));
      if (shape.isEmpty()) {
        parameter = Optional.of(rest.substring(0, equals).strip());
      }
      rest = rest.substring(equals + 1);
      equals = rest.indexOf('=');
      if (shape.isEmpty() && !rest.startsWith("@") && equals >= 0) {
        shape = shape(rest.substring(0, equals));
        if (shape.isEmpty()) {
          throw usage(
              option, text, "'" + rest.substring(0, equals) + "' is not a shape such as 2x3xf32");
        }
        rest = rest.substring(equals + 1);
      }
    }
    return new InputSpec(text, device, parameter, shape, value(option, text, rest.strip()));
  }

  private static Optional<ArrayShape> shape(String text) {
    Matcher matcher = SHAPE.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Optional<ElementType> type = ElementType.of(matcher.group(2));
    String sizes = matcher.group(1);
    if (type.isEmpty() || sizes.isEmpty()) {
      return type.map(ArrayShape::scalar);
    }
    try {
      String[] parts = sizes.split("x", 0);
      long[] dimensions = new long[parts.length];
      for (int i = 0; i < parts.length; i++) {
        dimensions[i] = Long.parseLong(parts[i]);
      }
      return Optional.of(ArrayShape.of(type.get(), LongList.of(dimensions)));
    } catch (IllegalArgumentException e) { // a size beyond 2^63, or too many of them
      return Optional.empty();
    }
  }

  private static Value value(String option, String text, String rest) {
    if (rest.isEmpty()) {
      throw usage(option, text, "no value is given");
    }
    if (rest.startsWith("@")) {
      try {
        return new Value.InFile(Path.of(rest.substring(1)));
      } catch (InvalidPathException e) {
        throw usage(option, text, "there is no such file");
      }
    }
    return distribution(rest)
        .<Value>map(Value.MadeUp::new)
        .orElseGet(() -> new Value.Written(rest));
  }

  private static Optional<Distribution> distribution(String word) {
    for (Distribution distribution : Distribution.values()) {
      if (distribution.name().toLowerCase(Locale.ROOT).equals(word)) {
        return Optional.of(distribution);
      }
    }
    return Optional.empty();
  }

  private static HloException usage(String option, String text, String what) {
    String name = option.equals("--input") ? "[PARAMETER=]" : "";
    return HloException.of(
        DiagnosticCode.USAGE,
        "%s %s: %s.".formatted(option, text, what),
        "Write %1$s %2$s[SHAPE=]VALUES or %1$s %2$s@FILE, as in %1$s 2x3xf32=1,2,3,4,5,6 or %1$s %3$s."
            .formatted(option, name, name.isEmpty() ? "@x.npy" : "x=@x.npy"));
  }

  /** That a value is for a device that does not exist. */
  static HloException noDevice(String option, InputSpec spec, int devices) {
    return HloException.of(
        DiagnosticCode.USAGE,
        "%s %s: there is no device %d; there are %d."
            .formatted(option, spec.text(), spec.device().orElse(0), devices),
        "Devices are counted from 0: replica * partitions + partition.");
  }
}
