package org.hlorun.gpu.emulator;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.gpu.emulator.arithmetic.FloatFormat;
import org.hlorun.gpu.emulator.arithmetic.Rounding;

/**
 * Reads tables of instructions. A line such as {@code add.s32 b32 = b32 b32} names an instruction
 * with the types of its result and operands; the indented lines below it hold operands, {@code ->}
 * and the result, worked out by hand. Operands that begin with {@code #} are constants of the
 * instruction. {@code nan}, {@code inf} and decimal numbers are allowed where the type is a float;
 * what begins with {@code 0x} is bits.
 */
final class InstructionTable {
  record Row(int line, List<Long> operands, List<Long> results) {}

  record Entry(
      int line, String opcode, List<String> results, List<String> operands, List<Row> rows) {}

  private InstructionTable() {}

  static List<Entry> read(List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("//.*", "").stripTrailing();
      if (line.isBlank()) {
        continue;
      }
      if (!line.startsWith(" ")) {
        entries.add(header(i + 1, line));
      } else {
        entries.getLast().rows().add(row(i + 1, line, entries.getLast()));
      }
    }
    return entries;
  }

  private static Entry header(int number, String line) {
    String[] sides = line.split(" = ");
    List<String> left = List.of(sides[0].split(" +"));
    List<String> right = sides.length == 1 ? List.of() : List.of(sides[1].trim().split(" +"));
    return new Entry(number, left.get(0), left.subList(1, left.size()), right, new ArrayList<>());
  }

  private static Row row(int number, String line, Entry entry) {
    String[] sides = line.trim().split(" *-> *");
    List<String> types = entry.operands().stream().filter(t -> !t.startsWith("#")).toList();
    return new Row(
        number, values(number, sides[0], types), values(number, sides[1], entry.results()));
  }

  private static List<Long> values(int line, String text, List<String> types) {
    String[] words = text.trim().split(" +");
    if (words.length != types.size()) {
      throw new IllegalArgumentException("line " + line + ": " + text + " for " + types);
    }
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      values.add(value(words[i], types.get(i)));
    }
    return values;
  }

  static int bits(String type) {
    return type.equals("pred") ? 32 : Integer.parseInt(type.replaceAll("[a-z]", ""));
  }

  private static long value(String word, String type) {
    long mask = bits(type) == 64 ? -1L : (1L << bits(type)) - 1;
    if (word.startsWith("0x")) {
      return Long.parseUnsignedLong(word.substring(2).replace("_", ""), 16);
    }
    if (type.startsWith("f") || type.equals("bf16")) {
      double number =
          switch (word) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(word);
          };
      return switch (type) {
        case "f64" -> Double.doubleToLongBits(number);
        case "f32" -> Double.isNaN(number) ? 0x7FFFFFFFL : exact(word, number);
        case "f16" -> FloatFormat.F16.encode(number, Rounding.NEAREST_EVEN);
        default -> FloatFormat.BF16.encode(number, Rounding.NEAREST_EVEN);
      };
    }
    return Long.parseLong(word) & mask;
  }

  private static long exact(String word, double number) {
    if (Double.isFinite(number) && (float) number != number && !word.contains(".")) {
      throw new IllegalArgumentException(word + " is no f32");
    }
    return Float.floatToIntBits((float) number) & 0xFFFFFFFFL;
  }
}
