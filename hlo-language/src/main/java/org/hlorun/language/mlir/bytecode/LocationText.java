package org.hlorun.language.mlir.bytecode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.LocationAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.text.MlirPrinter;

/**
 * The text form of locations. A location that would be longer than {@value #MAX_LENGTH} characters,
 * or that comes when all together have become too long, is unknown.
 */
final class LocationText {
  private static final int MAX_LENGTH = 1024;
  private static final long MIN_BUDGET = 1L << 20;
  static final LocationAttribute UNKNOWN = new LocationAttribute("unknown");

  private long budget;

  /**
   * @param fileLength the length of the file, which bounds that of its locations
   */
  LocationText(int fileLength) {
    this.budget = MIN_BUDGET + 4L * fileLength;
  }

  private LocationAttribute of(String text) {
    if (text.length() > MAX_LENGTH || text.length() > budget) {
      return UNKNOWN;
    }
    budget -= text.length();
    return new LocationAttribute(text);
  }

  /** {@code callsite(callee at caller)}. */
  LocationAttribute callSite(EntryReader in) {
    String callee = in.attribute(LocationAttribute.class).text();
    return of("callsite(%s at %s)".formatted(callee, in.attribute(LocationAttribute.class).text()));
  }

  /** {@code "file":line:column}. */
  LocationAttribute file(EntryReader in) {
    String file = quoted(in);
    long line = in.cursor().varint();
    return of(file + ":" + line + ":" + in.cursor().varint());
  }

  /**
   * {@code "file":line:column to line:column}, where a second line that is the first is left out.
   */
  LocationAttribute fileRange(EntryReader in) {
    String file = quoted(in);
    List<Long> numbers = in.list(in.cursor()::varint);
    long line = numbers.isEmpty() ? 0 : numbers.getFirst();
    long column = numbers.size() < 2 ? 0 : numbers.get(1);
    String begin = file + ":" + line + ":" + column;
    return switch (numbers.size()) {
      case 0, 1, 2 -> of(begin);
      case 3 -> of(begin + " to :" + numbers.get(2));
      case 4 -> of(begin + " to " + numbers.get(2) + ":" + numbers.get(3));
      default -> throw in.cursor().error("a range in a file has at most four numbers");
    };
  }

  /** {@code fused<metadata>[a, b]}. */
  LocationAttribute fused(EntryReader in, boolean hasMetadata) {
    List<String> parts = new ArrayList<>();
    in.list(() -> parts.add(in.attribute(LocationAttribute.class).text()));
    String metadata = "";
    if (hasMetadata) {
      MlirAttribute attribute = in.attribute();
      if (in.size() > MAX_LENGTH) {
        return UNKNOWN;
      }
      metadata = "<" + MlirPrinter.print(attribute) + ">";
    }
    return of(parts.stream().collect(Collectors.joining(", ", "fused" + metadata + "[", "]")));
  }

  /** {@code "name"(location)}. */
  LocationAttribute named(EntryReader in) {
    String name = quoted(in);
    LocationAttribute child = in.attribute(LocationAttribute.class);
    return of(child.equals(UNKNOWN) ? name : name + "(" + child.text() + ")");
  }

  private static String quoted(EntryReader in) {
    return MlirPrinter.print(in.attribute(StringAttribute.class));
  }
}
